package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.GET_CALLER_IDENTITY;

import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.faults.Gate;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** GetCallerIdentity: whoever calls is the account's one role. */
public final class StsApi {
  private final Gate gate;
  private final Identity identity;

  StsApi(Gate gate, Identity identity) {
    this.gate = gate;
    this.identity = identity;
  }

  public GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest request) {
    return gate.call(
        GET_CALLER_IDENTITY,
        faults ->
            GetCallerIdentityResponse.builder()
                .account(identity.accountId())
                .userId("AROASIMULATED:tracker")
                .arn("arn:aws:sts::" + identity.accountId() + ":assumed-role/tracker/tracker")
                .build());
  }
}
