package io.github.ecstasktracker.lease;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Leadership gauges. Every series exists from the start. */
public final class LeaseMetrics {
  private LeaseMetrics() {}

  /**
   * Registers the gauges, which are evaluated at each scrape.
   *
   * @param name name of the lease, as client-go labels the metric of the same name
   */
  public static void register(MeterRegistry registry, Leadership leadership, String name) {
    Gauge.builder("leader_election_master_status", () -> of(leadership, _ -> 1))
        .description("1 on the leader, 0 on a standby")
        .tag("name", name)
        .register(registry);
    Gauge.builder("ecs_task_tracker.lease.epoch", () -> of(leadership, Term::epoch))
        .description("Epoch of the lease held by this process")
        .register(registry);
  }

  private static double of(Leadership leadership, ToDoubleFunction<Term> ofTerm) {
    return switch (leadership.standing()) {
      case LeaderState.Leader(Term term) -> ofTerm.applyAsDouble(term);
      case LeaderState.Standby _ -> 0;
    };
  }
}
