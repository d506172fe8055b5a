package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.ControllerMetrics.Outcome;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.plan.Desired;
import io.github.ecstasktracker.plan.Evidence;
import io.github.ecstasktracker.plan.Plan;
import io.github.ecstasktracker.plan.PlanInput;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Planner;
import io.github.ecstasktracker.store.WriteOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one backend's item to what a reading says, and decides when to look again. The caller owns
 * the key.
 *
 * <p>A reading that began before the last one used for a backend is not used for it: time does not
 * run backwards.
 */
final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private final StateReader reader;
  private final Feeders feeders;
  private final TaskMemory memory;
  private final Optional<Committer> committer;
  private final Settings settings;
  private final WorkQueue<BackendKey> queue;
  private final ViewKeeper views;
  private final ControllerMetrics metrics;
  private final HoldTeller holds;
  private final Platform platform;
  private final Map<BackendKey, Evidence> evidence = new ConcurrentHashMap<>();
  private final Map<BackendKey, Long> lastReadBegunNanos = new ConcurrentHashMap<>();

  Reconciler(
      StateReader reader,
      Feeders feeders,
      TaskMemory memory,
      Optional<Committer> committer,
      Settings settings,
      WorkQueue<BackendKey> queue,
      ViewKeeper views,
      ControllerMetrics metrics,
      Platform platform) {
    this.reader = reader;
    this.feeders = feeders;
    this.memory = memory;
    this.committer = committer;
    this.settings = settings;
    this.queue = queue;
    this.views = views;
    this.metrics = metrics;
    this.holds = new HoldTeller(metrics);
    this.platform = platform;
  }

  /**
   * Why a backend is looked at.
   *
   * @param cause for the change log: a trigger's source, or drift
   * @param force whether an operator lifts the guards
   * @param sinceNanos when the oldest trigger asked for it; empty where none did
   * @param readsAgain whether the caller itself reads again where this read failed
   */
  record Reason(
      String cause,
      boolean force,
      Optional<Long> sinceNanos,
      Urgency urgency,
      boolean readsAgain) {}

  /**
   * Plans and commits one backend.
   *
   * @param statuses what DescribeServices said already; asked for where a plan needs more
   * @return what is known of the backend now; empty where a newer reading has been used, or where
   *     there is neither a task nor an item
   */
  Optional<BackendView> reconcile(
      BackendKey key, Reading reading, Map<ServiceKey, ServiceStatus> statuses, Reason reason) {
    Long last = lastReadBegunNanos.get(key);
    if (last != null && reading.begunNanos() - last < 0) {
      return Optional.empty();
    }
    lastReadBegunNanos.put(key, reading.begunNanos());
    long startedNanos = platform.clock().nanos();
    SortedSet<ServiceKey> services = feeders.of(key);
    Result<Desired> desired = reading.desired(key, services, settings.allowed());
    Result<StoredBackend> item = reading.item(key);
    Work work = new Work(key, services, reading, reason);
    Look look =
        switch (desired) {
          case Result.Failed<Desired> failed -> work.unreadable(failed.reason());
          case Result.Ok<Desired>(Desired wanted) ->
              switch (item) {
                case Result.Failed<StoredBackend> failed -> work.unreadable(failed.reason());
                case Result.Ok<StoredBackend>(StoredBackend stored) ->
                    stored instanceof StoredBackend.Missing && wanted.tasks().isEmpty()
                        ? work.nothingThere()
                        : work.look(wanted, stored, statuses);
              };
        };
    metrics.reconciled(look.outcome(), Duration.ofNanos(platform.clock().nanos() - startedNanos));
    look.view().ifPresent(view -> holds.tell(views.view().backends().get(key), view));
    return look.view();
  }

  /**
   * Whether a look at this backend would ask DescribeServices: so that many can be asked at once.
   */
  boolean needsStatus(BackendKey key, Reading reading) {
    if (!evidence.containsKey(key)) {
      return false;
    }
    return reading.desired(key, feeders.of(key), settings.allowed())
            instanceof Result.Ok<Desired>(Desired desired)
        && reading.item(key) instanceof Result.Ok<StoredBackend>(StoredBackend stored)
        && Planner.plan(input(desired, stored, Map.of(), settings.rules())).needsStatus();
  }

  /** Forgets a backend that is no more. */
  void forget(BackendKey key) {
    evidence.remove(key);
    lastReadBegunNanos.remove(key);
    feeders.forget(key);
    queue.forget(key);
  }

  private PlanInput input(
      Desired desired,
      StoredBackend stored,
      Map<ServiceKey, ServiceStatus> statuses,
      PlanRules rules) {
    return new PlanInput(
        desired,
        stored,
        evidence.getOrDefault(desired.key(), Evidence.NONE),
        memory.lastAddresses(desired.tasks()),
        memory.claims(),
        statuses,
        rules);
  }

  /** The result of one look. */
  private record Look(Outcome outcome, Optional<BackendView> view) {}

  /** One look at one backend. */
  private final class Work {
    private final BackendKey key;
    private final SortedSet<ServiceKey> services;
    private final Reading reading;
    private final Reason reason;
    private final String id = platform.newId();

    Work(BackendKey key, SortedSet<ServiceKey> services, Reading reading, Reason reason) {
      this.key = key;
      this.services = services;
      this.reading = reading;
      this.reason = reason;
    }

    Look unreadable(String problem) {
      if (!reason.readsAgain()) {
        retry();
      }
      BackendView before = views.view().backends().get(key);
      LOG.atWarn()
          .addKeyValue("backend", key)
          .addKeyValue("reason", problem)
          .addKeyValue("reconcile_id", id)
          .log("backend could not be read");
      return new Look(
          Outcome.UNKNOWN,
          Optional.of(
              view(
                  BackendView.State.UNKNOWN,
                  before == null ? List.of() : before.tasks(),
                  before == null ? Optional.empty() : before.servers(),
                  List.of(),
                  before == null ? List.of() : before.holds(),
                  Optional.of(problem))));
    }

    /** Of a service's first task nothing is known where the first read of it fails. */
    Look nothingThere() {
      evidence.remove(key);
      if (reading.observed().complete()) {
        queue.forget(key);
        return new Look(Outcome.IN_SYNC, Optional.empty());
      }
      retry();
      return new Look(Outcome.UNKNOWN, Optional.empty());
    }

    Look look(Desired desired, StoredBackend stored, Map<ServiceKey, ServiceStatus> statuses) {
      PlanRules rules = reason.force() ? settings.rules().forced() : settings.rules();
      Map<ServiceKey, ServiceStatus> known = statuses;
      Plan plan = Planner.plan(input(desired, stored, known, rules));
      if (plan.needsStatus()) {
        known = reader.statuses(services, reason.urgency());
        plan = Planner.plan(input(desired, stored, known, rules));
      }
      Optional<String> problem = plan.problem();
      Outcome outcome = outcome(plan);
      StoredBackend now = stored;
      if (plan.patch().isPresent() && committer.isPresent()) {
        WriteOutcome written = committer.get().commit(plan.patch().get(), reason.cause(), id);
        switch (written) {
          case WriteOutcome.Applied(StoredBackend.Present item) -> {
            now = item;
            outcome = Outcome.CHANGED;
            reason
                .sinceNanos()
                .ifPresent(
                    since ->
                        metrics.triggerWritten(Duration.ofNanos(platform.clock().nanos() - since)));
            evidence.put(key, plan.evidence());
            plan = Planner.plan(input(desired, now, known, rules));
          }
          case WriteOutcome.Conflict(String why) -> {
            outcome = Outcome.CONFLICT;
            problem = Optional.of(why);
          }
          case WriteOutcome.NotTried(String why) -> {
            outcome = Outcome.ERROR;
            problem = Optional.of(why);
          }
          case WriteOutcome.Failed(String why, boolean throttled) -> {
            outcome = Outcome.ERROR;
            problem = Optional.of(why);
          }
        }
        problem.ifPresent(this::tellOfRefusal);
      }
      scheduleNext(plan, desired, outcome);
      return new Look(outcome, Optional.of(view(plan, desired, now, problem)));
    }

    private void scheduleNext(Plan plan, Desired desired, Outcome outcome) {
      if (plan.evidence().equals(Evidence.NONE)) {
        evidence.remove(key);
      } else {
        evidence.put(key, plan.evidence());
      }
      plan.lookAgainAtNanos()
          .ifPresent(
              at ->
                  queue.addAfter(
                      key,
                      Duration.ofNanos(Math.max(0, at - platform.clock().nanos())),
                      WorkQueue.Priority.RESYNC));
      boolean again =
          outcome == Outcome.CONFLICT
              || (outcome == Outcome.ERROR && plan.problem().isEmpty())
              || desired.incomplete().isPresent();
      if (again) {
        retry();
      } else {
        queue.forget(key);
      }
    }

    private void retry() {
      queue.retry(
          key,
          reason.urgency() == Urgency.LIVE ? WorkQueue.Priority.LIVE : WorkQueue.Priority.RESYNC);
    }

    private void tellOfRefusal(String why) {
      LOG.atWarn()
          .addKeyValue("backend", key)
          .addKeyValue("reason", why)
          .addKeyValue("reconcile_id", id)
          .log("write did not land; will look again");
    }

    private Outcome outcome(Plan plan) {
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

    private BackendView view(
        Plan plan, Desired desired, StoredBackend stored, Optional<String> problem) {
      List<ServerChange> pending = plan.patch().map(ServerPatch::changes).orElseGet(plan::withheld);
      return view(
          plan.state(),
          desired.tasks(),
          stored instanceof StoredBackend.Present present
              ? Optional.of(present.servers())
              : Optional.empty(),
          pending,
          plan.holds(),
          problem.or(plan::problem));
    }

    private BackendView view(
        BackendView.State state,
        List<ObservedTask> tasks,
        Optional<SortedMap<String, StoredServer>> servers,
        List<ServerChange> pending,
        List<Hold> holds,
        Optional<String> problem) {
      Duration age = Duration.ofNanos(platform.clock().nanos() - reading.begunNanos());
      Instant observedAt = platform.wall().instant().minus(age);
      return new BackendView(
          key, state, new TreeSet<>(services), tasks, servers, pending, holds, problem, observedAt);
    }
  }
}
