package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.ControllerMetrics.Outcome;
import io.github.ecstasktracker.controller.Patcher.Patched;
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
import io.github.ecstasktracker.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * <ul>
 *   <li>Time does not run backwards: a reading that began before the last one used for a backend is
 *       not used for it.
 *   <li>What fails in one backend stays there: it is logged and looked at again, and nothing is
 *       thrown.
 * </ul>
 */
final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private final Patcher patcher;
  private final Feeders feeders;
  private final Settings settings;
  private final WorkQueue<BackendKey> queue;
  private final Asks asks;
  private final ViewKeeper views;
  private final ControllerMetrics metrics;
  private final HoldTeller holds;
  private final Platform platform;
  private final Map<BackendKey, Long> lastReadBegunNanos = new ConcurrentHashMap<>();

  Reconciler(
      Patcher patcher,
      Feeders feeders,
      Settings settings,
      WorkQueue<BackendKey> queue,
      Asks asks,
      ViewKeeper views,
      ControllerMetrics metrics,
      Platform platform) {
    this.patcher = patcher;
    this.feeders = feeders;
    this.settings = settings;
    this.queue = queue;
    this.asks = asks;
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
   * @param asker the first trigger that asked for it; empty where none did
   * @param readsAgain whether the caller itself reads everything again where this read was not
   *     whole
   */
  record Reason(
      String cause,
      boolean force,
      Optional<Asks.Asker> asker,
      Urgency urgency,
      boolean readsAgain) {}

  /** What a look found. */
  enum Found {
    BACKEND,
    /** Neither a task nor an item. */
    NOTHING,
    /** A newer reading has been used already. */
    NEWER
  }

  /**
   * Plans and commits one backend.
   *
   * @param statuses what DescribeServices said already; asked for where a plan needs more
   */
  Found reconcile(
      BackendKey key, Reading reading, Map<ServiceKey, ServiceStatus> statuses, Reason reason) {
    Long last = lastReadBegunNanos.get(key);
    if (last != null && reading.begunNanos() - last < 0) {
      return Found.NEWER;
    }
    lastReadBegunNanos.put(key, reading.begunNanos());
    long startedNanos = platform.clock().nanos();
    Work work = new Work(key, feeders.of(key), reading, reason);
    Optional<Look> look = work.look(statuses);
    if (look.isEmpty()) {
      patcher.forget(key);
      views.remove(key);
      return Found.NOTHING;
    }
    metrics.reconciled(
        look.get().outcome(), Duration.ofNanos(platform.clock().nanos() - startedNanos));
    holds.tell(views.newest(key), look.get().view());
    views.put(look.get().view());
    return Found.BACKEND;
  }

  /**
   * Whether a look at this backend would ask DescribeServices: so that many can be asked at once.
   */
  boolean needsStatus(BackendKey key, Reading reading) {
    return reading.desired(key, feeders.of(key), settings.allowed())
            instanceof Result.Ok<Desired>(Desired desired)
        && reading.item(key) instanceof Result.Ok<StoredBackend>(StoredBackend stored)
        && patcher.needsStatus(desired, stored);
  }

  /** Every backend that anything is remembered of. */
  Set<BackendKey> remembered() {
    Set<BackendKey> keys = new HashSet<>(lastReadBegunNanos.keySet());
    keys.addAll(feeders.backends());
    return keys;
  }

  /** Forgets a backend that is no more. */
  void forget(BackendKey key) {
    lastReadBegunNanos.remove(key);
    feeders.forget(key);
  }

  /** The result of one look. */
  private record Look(Outcome outcome, BackendView view) {}

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

    /** Empty where there is neither a task nor an item. */
    Optional<Look> look(Map<ServiceKey, ServiceStatus> statuses) {
      try {
        return switch (reading.desired(key, services, settings.allowed())) {
          case Result.Failed<Desired> failed -> Optional.of(unreadable(failed.reason()));
          case Result.Ok<Desired>(Desired desired) ->
              switch (reading.item(key)) {
                case Result.Failed<StoredBackend> failed ->
                    Optional.of(unreadable(failed.reason()));
                case Result.Ok<StoredBackend>(StoredBackend stored) ->
                    stored instanceof StoredBackend.Missing && desired.tasks().isEmpty()
                        ? nothing()
                        : Optional.of(patch(desired, stored, statuses));
              };
        };
      } catch (RuntimeException e) {
        LOG.atError()
            .setCause(e)
            .addKeyValue("backend", key)
            .addKeyValue("reconcile_id", id)
            .log("reconcile failed");
        retry();
        return Optional.of(asBefore(Outcome.ERROR, BackendView.State.ERROR, e.toString()));
      }
    }

    /** Of a service's first task nothing is known where the first read of it fails. */
    private Optional<Look> nothing() {
      boolean asked = reason.asker().isPresent() || !reason.readsAgain();
      if (asked && !reading.observed().complete()) {
        retry();
      } else {
        queue.forget(key);
      }
      return Optional.empty();
    }

    private Look unreadable(String problem) {
      if (!reason.readsAgain()) {
        LOG.atWarn()
            .addKeyValue("backend", key)
            .addKeyValue("reason", problem)
            .addKeyValue("reconcile_id", id)
            .log("backend could not be read");
        retry();
      } else {
        giveBack();
      }
      return asBefore(Outcome.UNKNOWN, BackendView.State.UNKNOWN, problem);
    }

    private Look patch(
        Desired desired, StoredBackend stored, Map<ServiceKey, ServiceStatus> statuses) {
      Patched patched = patcher.patch(desired, stored, statuses, reason, id);
      patched
          .plan()
          .lookAgainAtNanos()
          .ifPresent(
              at ->
                  queue.addAfter(
                      key,
                      Duration.ofNanos(Math.max(0, at - platform.clock().nanos())),
                      WorkQueue.Priority.RESYNC));
      // A caller that reads everything again does so for all backends at once.
      boolean unknown =
          desired.incomplete().isPresent() && !(reason.readsAgain() && !reading.observed().whole());
      if (unknown || patched.refusal().isPresent()) {
        retry(patched.outcome());
      } else {
        queue.forget(key);
      }
      return new Look(patched.outcome(), view(desired, patched));
    }

    private void retry(Outcome outcome) {
      // A change that was made has answered the trigger; what is left is a matter of its own.
      if (outcome != Outcome.CHANGED) {
        giveBack();
      }
      queue.retry(
          key,
          reason.urgency() == Urgency.LIVE ? WorkQueue.Priority.LIVE : WorkQueue.Priority.RESYNC);
    }

    private void retry() {
      retry(Outcome.UNKNOWN);
    }

    private void giveBack() {
      reason.asker().ifPresent(asker -> asks.giveBack(key, asker));
    }

    private Look asBefore(Outcome outcome, BackendView.State state, String problem) {
      Optional<BackendView> before = views.newest(key);
      return new Look(
          outcome,
          view(
              state,
              before.map(BackendView::tasks).orElse(List.of()),
              before.flatMap(BackendView::servers),
              List.of(),
              before.map(BackendView::holds).orElse(List.of()),
              Optional.of(problem)));
    }

    private BackendView view(Desired desired, Patched patched) {
      Plan plan = patched.plan();
      List<ServerChange> pending = plan.patch().map(ServerPatch::changes).orElseGet(plan::withheld);
      return view(
          plan.state(),
          desired.tasks(),
          patched.item() instanceof StoredBackend.Present present
              ? Optional.of(present.servers())
              : Optional.empty(),
          pending,
          plan.holds(),
          patched.problem());
    }

    private BackendView view(
        BackendView.State state,
        List<ObservedTask> tasks,
        Optional<SortedMap<String, StoredServer>> servers,
        List<ServerChange> pending,
        List<Hold> held,
        Optional<String> problem) {
      Duration age = Duration.ofNanos(platform.clock().nanos() - reading.begunNanos());
      Instant observedAt = platform.wall().instant().minus(age);
      return new BackendView(
          key, state, new TreeSet<>(services), tasks, servers, pending, held, problem, observedAt);
    }
  }
}
