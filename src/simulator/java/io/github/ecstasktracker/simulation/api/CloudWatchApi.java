package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.PUT_METRIC_DATA;

import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.Gate;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

/** CloudWatch's PutMetricData: what was sent is kept, in its order. */
public final class CloudWatchApi {
  private static final int DATA_MAX = 1_000;

  private final Gate gate;
  private final List<PutMetricDataRequest> sent = new ArrayList<>();

  CloudWatchApi(Gate gate) {
    this.gate = gate;
  }

  public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
    return gate.call(
        PUT_METRIC_DATA,
        faults -> {
          if (request.namespace() == null || request.metricData().size() > DATA_MAX) {
            throw ApiErrors.bad(
                PUT_METRIC_DATA, "InvalidParameterValue", "a namespace and 1,000 data at most");
          }
          sent.add(request);
          return PutMetricDataResponse.builder().build();
        });
  }

  /** To be used within the account's lock. */
  public List<PutMetricDataRequest> sent() {
    return List.copyOf(sent);
  }
}
