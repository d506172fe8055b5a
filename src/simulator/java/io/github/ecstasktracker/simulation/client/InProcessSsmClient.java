package io.github.ecstasktracker.simulation.client;

import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_INSTANCE_INFORMATION;

import io.github.ecstasktracker.simulation.api.SsmApi;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationRequest;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationResponse;

/** Systems Manager, in process; what is not overridden is not supported. */
final class InProcessSsmClient implements SsmClient {
  private final SsmApi api;
  private final InProcessClients calls;

  InProcessSsmClient(SsmApi api, InProcessClients calls) {
    this.api = api;
    this.calls = calls;
  }

  @Override
  public DescribeInstanceInformationResponse describeInstanceInformation(
      DescribeInstanceInformationRequest request) {
    return calls.call(
        DESCRIBE_INSTANCE_INFORMATION, () -> api.describeInstanceInformation(request));
  }

  @Override
  public String serviceName() {
    return SsmClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
