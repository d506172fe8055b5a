package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.plan.Plan;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the loop counts. Every series is there from the start, at zero; none carries a task's or a
 * service's name.
 */
final class ControllerMetrics {
  /** How one reconcile ended. */
  enum Outcome {
    IN_SYNC,
    CHANGED,
    PENDING,
    HELD,
    UNKNOWN,
    LEFT_ALONE,
    CONFLICT,
    ERROR;

    /** Of a plan whose patch, if it has one, is not written. */
    static Outcome of(Plan plan) {
      if (plan.patch().isPresent()) {
        return PENDING;
      }
      return switch (plan.state()) {
        case IN_SYNC -> IN_SYNC;
        case OUT_OF_SYNC -> PENDING;
        case HELD -> HELD;
        case UNKNOWN -> UNKNOWN;
        case PAUSED, FOREIGN -> LEFT_ALONE;
        case MALFORMED, ERROR -> ERROR;
      };
    }
  }

  private static final String PREFIX = "ecs_task_tracker_";
  private static final Duration[] BUCKETS =
      List.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Map<Outcome, Counter> reconciles = new EnumMap<>(Outcome.class);
  private final Map<Hold.Guard, Counter> guards = new EnumMap<>(Hold.Guard.class);
  private final Counter added;
  private final Counter changed;
  private final Counter removed;
  private final Counter voidByThrottle;
  private final Counter voidByError;
  private final Counter versionsLapsed;
  private final Counter fencedWrites;
  private final Counter refusedTasks;
  private final Timer reconcileDuration;
  private final Timer fullPassDuration;
  private final Timer triggerToWrite;

  ControllerMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Outcome outcome : Outcome.values()) {
      reconciles.put(outcome, counter(registry, "reconcile", "result", outcome.name()));
    }
    for (Hold.Guard guard : Hold.Guard.values()) {
      guards.put(guard, counter(registry, "guard_trips", "guard", guard.name()));
    }
    added = counter(registry, "changes", "op", "add");
    changed = counter(registry, "changes", "op", "change");
    removed = counter(registry, "changes", "op", "remove");
    voidByThrottle = counter(registry, "observations_void", "reason", "throttled");
    voidByError = counter(registry, "observations_void", "reason", "error");
    versionsLapsed = registry.counter(PREFIX + "versions_lapsed");
    refusedTasks = registry.counter(PREFIX + "refused_tasks");
    fencedWrites = registry.counter(PREFIX + "fenced_writes_rejected");
    reconcileDuration = timer(registry, "reconcile_duration");
    fullPassDuration = timer(registry, "full_pass_duration");
    triggerToWrite = timer(registry, "trigger_to_write");
  }

  void reconciled(Outcome outcome, Duration took) {
    count(reconciles, outcome);
    reconcileDuration.record(took);
  }

  void fullPass(Duration took) {
    fullPassDuration.record(took);
  }

  void held(Hold.Guard guard) {
    count(guards, guard);
  }

  void applied(List<ServerChange> changes) {
    for (ServerChange change : changes) {
      switch (change) {
        case ServerChange.Add add -> added.increment();
        case ServerChange.Change edit -> changed.increment();
        case ServerChange.Remove remove -> removed.increment();
      }
    }
  }

  void watch(ConflictDetector conflicts) {
    registry.gauge(PREFIX + "contested_backends", conflicts, ConflictDetector::contested);
  }

  void fenced(int writes) {
    fencedWrites.increment(writes);
  }

  void triggerWritten(Duration after) {
    triggerToWrite.record(after);
  }

  void observationVoid(boolean throttled) {
    (throttled ? voidByThrottle : voidByError).increment();
  }

  /** ECS refuses to describe a task. */
  void refused() {
    refusedTasks.increment();
  }

  void versionLapsed() {
    versionsLapsed.increment();
  }

  private static <E extends Enum<E>> void count(Map<E, Counter> counters, E key) {
    Counter counter = counters.get(key);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + key);
    }
    counter.increment();
  }

  private static Counter counter(MeterRegistry registry, String name, String label, String value) {
    return registry.counter(PREFIX + name, label, value.toLowerCase(Locale.ROOT));
  }

  private static Timer timer(MeterRegistry registry, String name) {
    return Timer.builder(PREFIX + name).serviceLevelObjectives(BUCKETS).register(registry);
  }
}
