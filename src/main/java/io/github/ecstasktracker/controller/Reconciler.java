package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.ControllerMetrics.Outcome;
import io.github.ecstasktracker.controller.Patcher.Patched;
import io.github.ecstasktracker.controller.Patcher.Planned;
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
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one backend's item to what a reading says, and decides when to look again. A look is in
 * three steps: plan, have it written (the {@link Committer}'s part), and judge what came of it. The
 * caller owns the key from the first to the last.
 *
 * <ul>
 *   <li>Time does not run backwards: a reading that is past for a backend is not used for it (see
 *       {@link Recency}).
 *   <li>What fails in one backend stays there: it is logged and looked at again, and nothing is
 *       thrown.
 * </ul>
 */
final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private final Patcher patcher;
  private final Optional<Committer> committer;
  private final Feeders feeders;
  private final Settings settings;
  private final WorkQueue<BackendKey> queue;
  private final LookAgain again;
  private final ViewKeeper views;
  private final ControllerMetrics metrics;
  private final HoldTeller holds;
  private final Recency recency;
  private final Platform platform;

  Reconciler(
      Patcher patcher,
      Optional<Committer> committer,
      Feeders feeders,
      Settings settings,
      WorkQueue<BackendKey> queue,
      Asks asks,
      ViewKeeper views,
      ControllerMetrics metrics,
      Recency recency,
      Platform platform) {
    this.patcher = patcher;
    this.committer = committer;
    this.feeders = feeders;
    this.settings = settings;
    this.queue = queue;
    this.again = new LookAgain(queue, asks, platform.clock());
    this.views = views;
    this.metrics = metrics;
    this.holds = new HoldTeller(metrics);
    this.recency = recency;
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

  /**
   * Plans one backend. The look is over where there is nothing to write.
   *
   * @param statuses what DescribeServices said already; asked for where a plan needs more
   */
  Look look(
      BackendKey key, Reading reading, Map<ServiceKey, ServiceStatus> statuses, Reason reason) {
    if (recency.isPast(key, reading.begunNanos())) {
      return new Look.Ended(Look.Found.NEWER);
    }
    recency.used(key, reading.begunNanos());
    return new Work(key, feeders.of(key), reading, reason).begin(statuses);
  }

  /** Looks of one job, whose writes go together. */
  Looks looks(BiConsumer<BackendKey, Look.Found> ended) {
    return new Looks(this, committer, ended, platform.clock());
  }

  /**
   * Asks for the status of all services that the plans of these backends will want, ten a call, in
   * place of one by one.
   */
  Map<ServiceKey, ServiceStatus> statuses(
      Collection<BackendKey> keys, Reading reading, Urgency urgency) {
    SortedSet<ServiceKey> wanted = new TreeSet<>();
    for (BackendKey key : keys) {
      if (patcher.hasEvidence(key) && needsStatus(key, reading)) {
        wanted.addAll(feeders.of(key));
      }
    }
    return patcher.statuses(wanted, urgency);
  }

  private boolean needsStatus(BackendKey key, Reading reading) {
    try {
      return desired(key, feeders.of(key), reading) instanceof Result.Ok<Desired>(Desired desired)
          && reading.item(key) instanceof Result.Ok<StoredBackend>(StoredBackend stored)
          && patcher.needsStatus(desired, stored);
    } catch (RuntimeException e) {
      // Its own look meets the same, and tells.
      return false;
    }
  }

  private Result<Desired> desired(BackendKey key, SortedSet<ServiceKey> services, Reading reading) {
    return reading.desired(key, services, settings.allowed()).map(settings.onHostDrain()::settle);
  }

  /** Every backend that anything is remembered of. */
  Set<BackendKey> remembered() {
    Set<BackendKey> keys = recency.keys();
    keys.addAll(feeders.backends());
    return keys;
  }

  /** Forgets a backend that is no more. */
  void forget(BackendKey key) {
    recency.forget(key);
    feeders.forget(key);
  }

  /** What was made of a backend. */
  private record Judged(Outcome outcome, BackendView view) {}

  /** One look at one backend. */
  private final class Work {
    private final BackendKey key;
    private final SortedSet<ServiceKey> services;
    private final Reading reading;
    private final Reason reason;
    private final String id = platform.newId();
    private final long startedNanos = platform.clock().nanos();

    Work(BackendKey key, SortedSet<ServiceKey> services, Reading reading, Reason reason) {
      this.key = key;
      this.services = services;
      this.reading = reading;
      this.reason = reason;
    }

    Look begin(Map<ServiceKey, ServiceStatus> statuses) {
      try {
        return switch (desired(key, services, reading)) {
          case Result.Failed<Desired> failed -> ended(unreadable(failed.reason()));
          case Result.Ok<Desired>(Desired desired) ->
              switch (reading.item(key)) {
                case Result.Failed<StoredBackend> failed -> ended(unreadable(failed.reason()));
                case Result.Ok<StoredBackend>(StoredBackend stored) ->
                    stored instanceof StoredBackend.Missing && desired.tasks().isEmpty()
                        ? nothing()
                        : plan(desired, stored, statuses);
              };
        };
      } catch (RuntimeException e) {
        return ended(broken(e));
      }
    }

    private Look plan(
        Desired desired, StoredBackend stored, Map<ServiceKey, ServiceStatus> statuses) {
      Planned planned = patcher.plan(desired, stored, statuses, reason);
      Optional<ServerPatch> patch = planned.plan().patch();
      if (patch.isEmpty() || committer.isEmpty()) {
        return ended(judge(planned, patcher.unwritten(planned)));
      }
      Committer.Intent intent = new Committer.Intent(patch.get(), reading.begunNanos(), reason, id);
      return new Look.Open(intent, commit -> end(planned, commit));
    }

    private Look.Found end(Planned planned, Commit commit) {
      try {
        Look.Found found =
            show(
                switch (commit) {
                  case Commit.Tried(WriteOutcome outcome) ->
                      judge(planned, patcher.written(planned, outcome, reason, id));
                  case Commit.Standby standby -> judge(planned, patcher.unwritten(planned));
                  case Commit.BeforeTerm _ when followed() ->
                      judge(planned, patcher.unwritten(planned));
                  case Commit.BeforeTerm _, Commit.Outdated _ ->
                      judge(planned, patcher.outdated(planned));
                  case Commit.Contested(String why) ->
                      judge(planned, patcher.contested(planned, why));
                  case Commit.Broken(RuntimeException cause) -> broken(cause);
                });
        return commit instanceof Commit.BeforeTerm || commit instanceof Commit.Outdated
            ? Look.Found.OUTDATED
            : found;
      } catch (RuntimeException e) {
        return show(broken(e));
      }
    }

    /** Nobody asked, and the read of everything that came with the term sees to it. */
    private boolean followed() {
      return reason.readsAgain() && !reason.force() && reason.asker().isEmpty();
    }

    private Look ended(Judged judged) {
      return new Look.Ended(show(judged));
    }

    private Look.Found show(Judged judged) {
      metrics.reconciled(
          judged.outcome(), Duration.ofNanos(platform.clock().nanos() - startedNanos));
      holds.tell(views.newest(key), judged.view());
      views.put(judged.view());
      return Look.Found.BACKEND;
    }

    private Judged broken(RuntimeException cause) {
      LOG.atError()
          .setCause(cause)
          .addKeyValue("backend", key)
          .addKeyValue("reconcile_id", id)
          .log("reconcile failed");
      again.later(key, reason, Outcome.ERROR);
      return asBefore(Outcome.ERROR, BackendView.State.ERROR, cause.toString());
    }

    /**
     * Neither a task nor an item. Of a service's first task nothing is known where the first read
     * of it fails.
     */
    private Look nothing() {
      if (looksAgainItself() && !reading.observed().complete()) {
        again.later(key, reason, Outcome.UNKNOWN);
      } else {
        queue.forget(key);
      }
      patcher.forget(key);
      views.remove(key);
      return new Look.Ended(Look.Found.NOTHING);
    }

    private Judged unreadable(String problem) {
      if (looksAgainItself()) {
        LOG.atWarn()
            .addKeyValue("backend", key)
            .addKeyValue("reason", problem)
            .addKeyValue("reconcile_id", id)
            .log("backend could not be read");
        again.later(key, reason, Outcome.UNKNOWN);
      }
      return asBefore(Outcome.UNKNOWN, BackendView.State.UNKNOWN, problem);
    }

    /**
     * A caller that reads everything again does so for all backends at once; but whoever asked for
     * this one does not wait for that.
     */
    private boolean looksAgainItself() {
      return reason.asker().isPresent() || !reason.readsAgain();
    }

    private Judged judge(Planned planned, Patched patched) {
      patched.plan().lookAgainAtNanos().ifPresent(at -> again.at(key, at));
      boolean unknown =
          planned.desired().incomplete().isPresent()
              && (looksAgainItself() || reading.observed().whole());
      if (patched.again() == Patcher.Again.NOW) {
        again.now(key, reason);
      } else if (unknown || patched.again() == Patcher.Again.LATER) {
        again.later(key, reason, patched.outcome());
      } else {
        queue.forget(key);
      }
      return new Judged(patched.outcome(), view(planned.desired(), patched));
    }

    private Judged asBefore(Outcome outcome, BackendView.State state, String problem) {
      Optional<BackendView> before = views.newest(key);
      return new Judged(
          outcome,
          view(
              state,
              before.map(BackendView::tasks).orElse(List.of()),
              before.flatMap(BackendView::servers),
              List.of(),
              before.map(BackendView::holds).orElse(List.of()),
              Optional.of(problem),
              before.map(BackendView::observedAt).orElseGet(this::readAt)));
    }

    private Instant readAt() {
      Duration age = Duration.ofNanos(platform.clock().nanos() - reading.begunNanos());
      return platform.wall().instant().minus(age);
    }

    private BackendView view(Desired desired, Patched patched) {
      Plan plan = patched.plan();
      List<ServerChange> pending = plan.patch().map(ServerPatch::changes).orElseGet(plan::withheld);
      return view(
          plan.state(),
          desired.tasks(),
          ViewKeeper.servers(views.newest(key), patched.item()),
          pending,
          plan.holds(),
          patched.problem(),
          readAt());
    }

    private BackendView view(
        BackendView.State state,
        List<ObservedTask> tasks,
        Optional<SortedMap<String, StoredServer>> servers,
        List<ServerChange> pending,
        List<Hold> held,
        Optional<String> problem,
        Instant observedAt) {
      return new BackendView(
          key, state, new TreeSet<>(services), tasks, servers, pending, held, problem, observedAt);
    }
  }
}
