package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.ControllerMetrics.Outcome;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.plan.Desired;
import io.github.ecstasktracker.plan.Evidence;
import io.github.ecstasktracker.plan.Plan;
import io.github.ecstasktracker.plan.PlanInput;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Planner;
import io.github.ecstasktracker.store.WriteOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans one backend from what was read and commits the plan. Keeps from plan to plan the evidence
 * against servers that no task stands behind.
 */
final class Patcher {
  private static final Logger LOG = LoggerFactory.getLogger(Patcher.class);

  private final StateReader reader;
  private final TaskMemory memory;
  private final Optional<Committer> committer;
  private final PlanRules rules;
  private final ControllerMetrics metrics;
  private final MonotonicClock clock;
  private final Map<BackendKey, Evidence> evidence = new ConcurrentHashMap<>();

  Patcher(
      StateReader reader,
      TaskMemory memory,
      Optional<Committer> committer,
      PlanRules rules,
      ControllerMetrics metrics,
      MonotonicClock clock) {
    this.reader = reader;
    this.memory = memory;
    this.committer = committer;
    this.rules = rules;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param plan what is left to do; where a patch was written, planned anew from its result
   * @param item as it is now
   * @param refusal why a write did not land
   */
  record Patched(Outcome outcome, Plan plan, StoredBackend item, Optional<String> refusal) {
    Optional<String> problem() {
      return refusal.or(plan::problem);
    }
  }

  Patched patch(
      Desired desired,
      StoredBackend stored,
      Map<ServiceKey, ServiceStatus> statuses,
      Reconciler.Reason reason,
      String reconcileId) {
    PlanRules now = reason.force() ? rules.forced() : rules;
    Map<ServiceKey, ServiceStatus> known = statuses;
    Plan plan = Planner.plan(input(desired, stored, known, now));
    if (plan.needsStatus()) {
      known = reader.statuses(desired.services(), reason.urgency());
      plan = Planner.plan(input(desired, stored, known, now));
    }
    keep(desired.key(), plan.evidence());
    if (plan.patch().isEmpty() || committer.isEmpty()) {
      return new Patched(outcome(plan), plan, stored, Optional.empty());
    }
    WriteOutcome written = committer.get().commit(plan.patch().get(), reason.cause(), reconcileId);
    return switch (written) {
      case WriteOutcome.Applied(StoredBackend.Present item) -> {
        reason
            .asker()
            .ifPresent(
                asker ->
                    metrics.triggerWritten(Duration.ofNanos(clock.nanos() - asker.sinceNanos())));
        Plan rest = Planner.plan(input(desired, item, known, now));
        keep(desired.key(), rest.evidence());
        yield new Patched(Outcome.CHANGED, rest, item, Optional.empty());
      }
      case WriteOutcome.Conflict(String why) ->
          refused(Outcome.CONFLICT, plan, stored, why, reconcileId);
      case WriteOutcome.NotTried(String why) ->
          refused(Outcome.ERROR, plan, stored, why, reconcileId);
      case WriteOutcome.Failed(String why, boolean throttled) ->
          refused(Outcome.ERROR, plan, stored, why, reconcileId);
    };
  }

  /** Whether {@link #patch} would ask DescribeServices: so that many can be asked at once. */
  boolean needsStatus(Desired desired, StoredBackend stored) {
    return evidence.containsKey(desired.key())
        && Planner.plan(input(desired, stored, Map.of(), rules)).needsStatus();
  }

  void forget(BackendKey key) {
    evidence.remove(key);
  }

  private void keep(BackendKey key, Evidence found) {
    if (found.equals(Evidence.NONE)) {
      evidence.remove(key);
    } else {
      evidence.put(key, found);
    }
  }

  private static Patched refused(
      Outcome outcome, Plan plan, StoredBackend stored, String why, String reconcileId) {
    LOG.atWarn()
        .addKeyValue("backend", stored.key())
        .addKeyValue("reason", why)
        .addKeyValue("reconcile_id", reconcileId)
        .log("write did not land; will look again");
    return new Patched(outcome, plan, stored, Optional.of(why));
  }

  private PlanInput input(
      Desired desired,
      StoredBackend stored,
      Map<ServiceKey, ServiceStatus> statuses,
      PlanRules now) {
    return new PlanInput(
        desired,
        stored,
        evidence.getOrDefault(desired.key(), Evidence.NONE),
        memory.lastAddresses(desired.tasks()),
        memory.claims(),
        statuses,
        now);
  }

  private static Outcome outcome(Plan plan) {
    if (plan.patch().isPresent()) {
      return Outcome.PENDING;
    }
    return switch (plan.state()) {
      case IN_SYNC -> Outcome.IN_SYNC;
      case OUT_OF_SYNC -> Outcome.PENDING;
      case HELD -> Outcome.HELD;
      case UNKNOWN -> Outcome.UNKNOWN;
      case PAUSED, FOREIGN -> Outcome.LEFT_ALONE;
      case MALFORMED, ERROR -> Outcome.ERROR;
    };
  }
}
