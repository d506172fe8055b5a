package io.github.ecstasktracker.app.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.NamingConvention;
import java.util.Set;

/**
 * The meters sent to CloudWatch: those that the alerts of src/main/observability use, and no more,
 * since each series costs money (aws.amazon.com/cloudwatch/pricing: a custom metric is each
 * combination of a name and its dimensions). {@code /metrics} has all meters.
 */
public final class ChosenMeters {
  /** Prometheus names without their suffixes. */
  public static final Set<String> NAMES =
      Set.of(
          "leader_election_master_status",
          "ecs_task_tracker_backends",
          "ecs_task_tracker_servers",
          "ecs_task_tracker_holds",
          "ecs_task_tracker_changes",
          "ecs_task_tracker_contested_backends",
          "ecs_task_tracker_fenced_writes_rejected",
          "ecs_task_tracker_full_pass_duration",
          "ecs_task_tracker_trigger_to_write");

  private ChosenMeters() {}

  static MeterFilter filter() {
    return MeterFilter.denyUnless(id -> NAMES.contains(name(id)));
  }

  /** Whether the metric with this Prometheus name is chosen. */
  public static String name(String prometheus) {
    return prometheus.replaceFirst("_(total|seconds)$", "");
  }

  private static String name(Meter.Id id) {
    return NamingConvention.snakeCase.name(id.getName(), id.getType(), id.getBaseUnit());
  }
}
