package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.ControllerMetrics.Outcome;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.plan.Desired;
import io.github.ecstasktracker.plan.Evidence;
import io.github.ecstasktracker.plan.Plan;
import io.github.ecstasktracker.plan.PlanInput;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Planner;
import io.github.ecstasktracker.target.WriteOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans one backend from what was read, and judges what became of the plan's patch. Keeps from plan
 * to plan the evidence against servers that no task stands behind.
 */
final class Patcher {
  private static final Logger LOG = LoggerFactory.getLogger(Patcher.class);

  private final StateReader reader;
  private final TaskMemory memory;
  private final PlanRules rules;
  private final ControllerMetrics metrics;
  private final MonotonicClock clock;
  private final Map<BackendKey, Evidence> evidence = new ConcurrentHashMap<>();

  Patcher(
      StateReader reader,
      TaskMemory memory,
      PlanRules rules,
      ControllerMetrics metrics,
      MonotonicClock clock) {
    this.reader = reader;
    this.memory = memory;
    this.rules = rules;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** A plan, and all that it was made from. */
  record Planned(
      Desired desired,
      StoredBackend stored,
      Map<ServiceKey, ServiceStatus> statuses,
      PlanRules rules,
      Plan plan) {}

  /** When to look again, for the sake of a patch that was not written. */
  enum Again {
    NO,
    /** After a backoff. */
    LATER,
    /** A new read may be written from. */
    NOW
  }

  /**
   * What came of it.
   *
   * @param plan what is left to do; where a patch was written, planned anew from its result
   * @param item as it is now
   * @param refusal why a write did not land
   */
  record Patched(
      Outcome outcome, Plan plan, StoredBackend item, Optional<String> refusal, Again again) {
    Optional<String> problem() {
      return refusal.or(plan::problem);
    }
  }

  Planned plan(
      Desired desired,
      StoredBackend stored,
      Map<ServiceKey, ServiceStatus> statuses,
      Reconciler.Reason reason) {
    PlanRules now = reason.force() ? rules.forced() : rules;
    Map<ServiceKey, ServiceStatus> known = statuses;
    Plan plan = Planner.plan(input(desired, stored, known, now));
    if (plan.needsStatus()) {
      known = reader.statuses(desired.services(), reason.urgency());
      plan = Planner.plan(input(desired, stored, known, now));
    }
    keep(desired.key(), plan.evidence());
    return new Planned(desired, stored, known, now, plan);
  }

  /** Where there is nothing to write, or nothing may be written here and now. */
  Patched unwritten(Planned planned) {
    return unwritten(planned, Again.NO);
  }

  /** The store was asked to write the plan's patch. */
  Patched written(
      Planned planned, WriteOutcome outcome, Reconciler.Reason reason, String reconcileId) {
    return switch (outcome) {
      case WriteOutcome.Applied(StoredBackend.Present item) -> landed(planned, item, reason);
      case WriteOutcome.Conflict(String why) ->
          refused(Outcome.CONFLICT, planned, why, reconcileId);
      case WriteOutcome.NotTried(String why) -> refused(Outcome.ERROR, planned, why, reconcileId);
      case WriteOutcome.Rejected(String why) -> refused(Outcome.ERROR, planned, why, reconcileId);
      case WriteOutcome.Failed(String why, boolean throttled) ->
          refused(Outcome.ERROR, planned, why, reconcileId);
      // The change is another leader's to make.
      case WriteOutcome.Fenced fenced -> unwritten(planned);
    };
  }

  /** The plan came from a read that may not be written from. */
  Patched outdated(Planned planned) {
    return unwritten(planned, Again.NOW);
  }

  /** The next full pass looks again. */
  Patched contested(Planned planned, String why) {
    return new Patched(Outcome.HELD, planned.plan(), planned.stored(), Optional.of(why), Again.NO);
  }

  private Patched landed(Planned planned, StoredBackend.Present item, Reconciler.Reason reason) {
    reason
        .asker()
        .ifPresent(
            asker -> metrics.triggerWritten(Duration.ofNanos(clock.nanos() - asker.sinceNanos())));
    Desired desired = planned.desired();
    Plan rest = Planner.plan(input(desired, item, planned.statuses(), planned.rules()));
    keep(desired.key(), rest.evidence());
    return new Patched(Outcome.CHANGED, rest, item, Optional.empty(), Again.NO);
  }

  private static Patched unwritten(Planned planned, Again again) {
    return new Patched(
        outcome(planned.plan()), planned.plan(), planned.stored(), Optional.empty(), again);
  }

  /** How ECS counts these services; what cannot be asked is left out. */
  Map<ServiceKey, ServiceStatus> statuses(Collection<ServiceKey> services, Urgency urgency) {
    return services.isEmpty() ? Map.of() : reader.statuses(services, urgency);
  }

  /** Whether an earlier plan found a server that no task stands behind. */
  boolean hasEvidence(BackendKey key) {
    return evidence.containsKey(key);
  }

  /** Whether {@link #plan} would ask DescribeServices: so that many can be asked at once. */
  boolean needsStatus(Desired desired, StoredBackend stored) {
    return Planner.plan(input(desired, stored, Map.of(), rules)).needsStatus();
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

  private static Patched refused(Outcome outcome, Planned planned, String why, String reconcileId) {
    LOG.atWarn()
        .addKeyValue("backend", planned.stored().key())
        .addKeyValue("reason", why)
        .addKeyValue("reconcile_id", reconcileId)
        .log("write did not land; will look again");
    return new Patched(outcome, planned.plan(), planned.stored(), Optional.of(why), Again.LATER);
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
