package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.aws.Budgets;
import io.github.ecstasktracker.command.doctor.HeadroomCheck;
import io.github.ecstasktracker.model.AwsApi;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** AWS calls made so far, from the counters of attempts. */
final class CallCounts {
  private CallCounts() {}

  static HeadroomCheck.Used of(MeterRegistry registry) {
    double calls =
        registry.find("aws_api_calls").counters().stream()
            .filter(CallCounts::isTightest)
            .mapToDouble(Counter::count)
            .sum();
    double throttled =
        registry.find("aws_api_call_throttled_errors").counters().stream()
            .mapToDouble(Counter::count)
            .sum();
    return new HeadroomCheck.Used((long) calls, (long) throttled);
  }

  /** Calls since an earlier count; throttled attempts are counted from the start. */
  static HeadroomCheck.Used since(HeadroomCheck.Used before, MeterRegistry registry) {
    HeadroomCheck.Used now = of(registry);
    return new HeadroomCheck.Used(now.calls() - before.calls(), now.throttled());
  }

  private static boolean isTightest(Counter counter) {
    return Budgets.of(
            String.valueOf(counter.getId().getTag("service")),
            String.valueOf(counter.getId().getTag("operation")))
        .filter(AwsApi.ECS_CLUSTER_RESOURCE_READ::equals)
        .isPresent();
  }
}
