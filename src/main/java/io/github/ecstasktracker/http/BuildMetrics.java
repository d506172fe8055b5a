package io.github.ecstasktracker.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The running build, as labels of a constant metric. */
public final class BuildMetrics {
  private BuildMetrics() {}

  /**
   * Registers the metric.
   *
   * @param version version of this program
   * @param java version of the runtime
   */
  public static void register(MeterRegistry registry, String version, String java) {
    // With dots: only a name that ends in ".info" keeps its ending in Prometheus' form.
    Gauge.builder("ecs_task_tracker.build.info", () -> 1)
        .description("Always 1.")
        .tag("version", version)
        .tag("java", java)
        .register(registry);
  }
}
