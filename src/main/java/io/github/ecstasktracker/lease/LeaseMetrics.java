package io.github.ecstasktracker.lease;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Whether this process leads, for the monitoring; every series is there from the start. */
public final class LeaseMetrics {
  private LeaseMetrics() {}

  /**
   * Registers the gauges; they ask at each scrape.
   *
   * @param name what is led, as client-go labels its metric of that name
   */
  public static void register(MeterRegistry registry, Leadership leadership, String name) {
    Gauge.builder("leader_election_master_status", () -> of(leadership, _ -> 1))
        .description("1 on the leader, 0 on a standby")
        .tag("name", name)
        .register(registry);
    Gauge.builder("ecs_task_tracker.lease.epoch", () -> of(leadership, Term::epoch))
        .description("The epoch of the lease that this process holds")
        .register(registry);
  }

  private static double of(Leadership leadership, ToDoubleFunction<Term> ofTerm) {
    return switch (leadership.standing()) {
      case Standing.Leader(Term term) -> ofTerm.applyAsDouble(term);
      case Standing.Standby _ -> 0;
    };
  }
}
