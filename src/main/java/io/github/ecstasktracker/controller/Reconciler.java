package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.BackendPlanner.Planned;
import io.github.ecstasktracker.controller.ControllerMetrics.Outcome;
import io.github.ecstasktracker.controller.KnownItems.Known;
import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.informer.Informer;
import io.github.ecstasktracker.informer.Listing;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.workqueue.WorkQueue.Priority;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one backend's item to what the informer's cache says: a snapshot and the last known item
 * make a plan, and the plan's patch is written.
 *
 * <p>What fails in one backend stays there: it is logged, shown and tried again.
 */
final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  /** How often a backend's services are listed alone, for a proof or before it is emptied. */
  private static final Duration LIST_SPACING = Duration.ofSeconds(10);

  private final Parts parts;
  private final Platform platform;
  private final Map<BackendKey, Long> listedNanos = new ConcurrentHashMap<>();

  Reconciler(Parts parts, Platform platform) {
    this.parts = parts;
    this.platform = platform;
  }

  /** What a reconcile works with. */
  record Parts(
      Informer informer,
      KnownItems items,
      BackendPlanner planner,
      Optional<GroupCommit> commit,
      Leadership leadership,
      ConflictDetector conflicts,
      AddressHandover handover,
      ServiceLookup lookup,
      StatusPublisher status,
      ChangeLog changes,
      ControllerMetrics metrics) {}

  /**
   * Reconciles one backend. The caller owns its key until the result is there.
   *
   * @return completed at once where nothing is to be written; never exceptionally but for an error
   */
  CompletableFuture<ReconcileResult> reconcile(BackendKey key, Request request, Priority priority) {
    return new Work(key, request, priority).run();
  }

  /** One reconcile of one backend. */
  private final class Work {
    private final BackendKey key;
    private final Request request;
    private final Urgency urgency;
    private final String id = platform.newId();
    private final long startedNanos = platform.clock().nanos();
    private final LeaderState begun = parts.leadership().standing();

    /** Whether its services are still to be listed, for a proof. */
    private boolean unlisted;

    /** Holders of addresses that it adds, each waited for once. */
    private final Set<BackendKey> waitedFor = new HashSet<>();

    /** The leadership under which it was planned last. */
    private LeaderState plannedAs = begun;

    Work(BackendKey key, Request request, Priority priority) {
      this.key = key;
      this.request = request;
      this.urgency = priority == Priority.LIVE ? Urgency.LIVE : Urgency.BACKGROUND;
    }

    CompletableFuture<ReconcileResult> run() {
      return attempt(
          () -> request.operator() ? Optional.of(list(services(), false)) : Optional.empty());
    }

    private CompletableFuture<ReconcileResult> attempt(Supplier<Optional<Listing>> list) {
      try {
        plannedAs = parts.leadership().standing();
        Optional<Listing> listed = list.get();
        return switch (parts.items().get(key, readSince(), urgency)) {
          case Result.Failed<Known>(String reason, boolean _) -> done(unreadable(reason));
          case Result.Ok<Known>(Known item) -> reconcile(item, listed);
        };
      } catch (RuntimeException e) {
        return done(broken(e));
      }
    }

    private CompletableFuture<ReconcileResult> reconcile(Known item, Optional<Listing> listed) {
      if (request.operator()) {
        parts.lookup().take(item.item(), urgency);
      }
      Planned planned = parts.planner().plan(key, item, request, listed);
      boolean counts = planned.plan().needsListing();
      Optional<Listing> listing = listed;
      if ((leads() || parts.commit().isEmpty())
          && (counts || (planned.empties() && listed.isEmpty()))) {
        unlisted = counts;
        if (mayList()) {
          Listing fresh = list(planned.snapshot().services(), counts);
          unlisted = fresh.problem().isPresent();
          listing = Optional.of(fresh);
          planned = parts.planner().plan(key, item, request, listing);
        }
      }
      if (leads()) {
        parts.informer().refresh(planned.snapshot().stale());
        parts.handover().tellHolders(key, planned.snapshot().occupants().values());
      }
      if (planned.item() instanceof StoredBackend.Missing && planned.snapshot().tasks().isEmpty()) {
        return done(nothing(planned));
      }
      return write(planned, listing);
    }

    private CompletableFuture<ReconcileResult> write(Planned planned, Optional<Listing> listing) {
      Optional<ServerPatch> patch = planned.plan().patch();
      if (patch.isEmpty() || parts.commit().isEmpty() || !leads()) {
        return done(show(planned, Outcome.of(planned.plan()), Optional.empty()));
      }
      ConflictDetector.Admitted admitted =
          request.force()
              ? new ConflictDetector.Admitted(patch, Optional.empty())
              : parts.conflicts().admit(patch.get());
      if (admitted.uncontested().isEmpty()) {
        return done(show(planned, Outcome.HELD, admitted.reason()));
      }
      ServerPatch write = admitted.uncontested().get();
      Optional<CompletableFuture<Boolean>> holders = parts.handover().before(write, waitedFor);
      if (holders.isPresent()) {
        // The task that gets the address may have stopped meanwhile.
        return holders
            .get()
            .thenComposeAsync(
                goesOn -> goesOn ? attempt(() -> listing) : done(notOurs(planned)),
                platform.jobs());
      }
      return parts
          .commit()
          .get()
          .write(write, planned.basisNanos(), urgency == Urgency.LIVE)
          .thenApply(result -> written(planned, write, result));
    }

    private ReconcileResult written(Planned planned, ServerPatch patch, WriteResult result) {
      try {
        return switch (result) {
          case WriteResult.Tried(WriteOutcome.Applied(StoredBackend.Present item)) ->
              landed(planned, patch, item);
          case WriteResult.Tried(WriteOutcome.Fenced _), WriteResult.Standby _ -> notOurs(planned);
          case WriteResult.Tried(WriteOutcome.Conflict(String why)) ->
              refused(planned, Outcome.CONFLICT, why);
          case WriteResult.Tried(WriteOutcome.NotTried(String why)) ->
              refused(planned, Outcome.ERROR, why);
          case WriteResult.Tried(WriteOutcome.Rejected(String why)) ->
              refused(planned, Outcome.ERROR, why);
          case WriteResult.Tried(WriteOutcome.Failed(String why, boolean _)) ->
              refused(planned, Outcome.ERROR, why);
          case WriteResult.Outdated _ -> {
            show(planned, Outcome.of(planned.plan()), Optional.empty());
            yield new ReconcileResult.Requeue();
          }
          case WriteResult.Broken(RuntimeException cause) -> broken(cause);
        };
      } catch (RuntimeException e) {
        return broken(e);
      }
    }

    /** The change is another leader's to make. */
    private ReconcileResult notOurs(Planned planned) {
      return show(planned, Outcome.of(planned.plan()), Optional.empty());
    }

    private ReconcileResult landed(Planned planned, ServerPatch patch, StoredBackend.Present item) {
      long answered = platform.clock().nanos();
      if (parts.leadership().standing().equals(plannedAs)) {
        parts.items().wrote(item, answered);
      } else {
        // The answer came in a later term: another leader may have written since.
        parts.items().forget(key);
      }
      parts.conflicts().wrote(patch);
      parts.metrics().applied(patch.changes());
      request
          .sinceNanos()
          .ifPresent(
              since ->
                  parts
                      .metrics()
                      .triggerWritten(Duration.ofNanos(platform.clock().nanos() - since)));
      parts
          .changes()
          .add(
              new AppliedChange(
                  platform.wall().instant(),
                  key,
                  request.cause(),
                  patch.changes(),
                  patch.base() instanceof StoredBackend.Present before
                      ? before.servers()
                      : new TreeMap<>(),
                  item.servers(),
                  id));
      return show(parts.planner().replan(planned, item), Outcome.CHANGED, Optional.empty());
    }

    private ReconcileResult refused(Planned planned, Outcome outcome, String why) {
      parts.items().forget(key);
      LOG.atWarn()
          .addKeyValue("backend", key)
          .addKeyValue("reason", why)
          .addKeyValue("reconcile_id", id)
          .log("a write was refused; it is tried again");
      show(planned, outcome, Optional.of(why));
      return new ReconcileResult.Retry();
    }

    private ReconcileResult show(Planned planned, Outcome outcome, Optional<String> problem) {
      count(outcome);
      parts.status().put(key, planned, problem);
      if (request.operator() && !parts.leadership().standing().equals(begun)) {
        // What an operator waits for rests on reads of before this term.
        return new ReconcileResult.Requeue();
      }
      if (unlisted) {
        // Not only after the next pass, which may be minutes away (seed 4834).
        return new ReconcileResult.RequeueAfter(LIST_SPACING);
      }
      var again = planned.plan().requeueAtNanos();
      return again.isEmpty()
          ? new ReconcileResult.Done()
          : new ReconcileResult.RequeueAfter(
              Duration.ofNanos(Math.max(0, again.getAsLong() - platform.clock().nanos())));
    }

    /** Neither a task nor an item. */
    private ReconcileResult nothing(Planned planned) {
      count(Outcome.IN_SYNC);
      parts.planner().forget(key);
      listedNanos.remove(key);
      parts.status().remove(key);
      if (planned.input().times().listBegunNanos().isPresent()) {
        parts.informer().index().forget(key);
      }
      return new ReconcileResult.Done();
    }

    private ReconcileResult unreadable(String reason) {
      LOG.atWarn()
          .addKeyValue("backend", key)
          .addKeyValue("reason", reason)
          .addKeyValue("reconcile_id", id)
          .log("the backend's item could not be read; it is tried again");
      count(Outcome.UNKNOWN);
      parts.status().unreadable(key, services(), reason);
      return new ReconcileResult.Retry();
    }

    private ReconcileResult broken(RuntimeException cause) {
      LOG.atError()
          .setCause(cause)
          .addKeyValue("backend", key)
          .addKeyValue("reconcile_id", id)
          .log("reconcile failed");
      parts.items().forget(key);
      count(Outcome.ERROR);
      parts.status().broken(key, services(), cause.toString());
      return new ReconcileResult.Retry();
    }

    private static CompletableFuture<ReconcileResult> done(ReconcileResult result) {
      return CompletableFuture.completedFuture(result);
    }

    private void count(Outcome outcome) {
      parts
          .metrics()
          .reconciled(outcome, Duration.ofNanos(platform.clock().nanos() - startedNanos));
    }

    private Listing list(SortedSet<ServiceKey> services, boolean count) {
      listedNanos.put(key, platform.clock().nanos());
      return parts.informer().list(services, count, urgency);
    }

    private boolean mayList() {
      Long last = listedNanos.get(key);
      return last == null || platform.clock().nanos() - last >= LIST_SPACING.toNanos();
    }

    /** Those that are known to feed it; else those of its name. */
    private SortedSet<ServiceKey> services() {
      SortedSet<ServiceKey> services = new TreeSet<>(parts.informer().index().of(key));
      if (services.isEmpty()) {
        services.addAll(parts.lookup().namesakes(key));
      }
      return services;
    }

    private boolean leads() {
      return parts.leadership().standing() instanceof LeaderState.Leader;
    }

    /** Since when the item must have been read. */
    private long readSince() {
      if (request.operator()) {
        return startedNanos;
      }
      return parts.leadership().standing() instanceof LeaderState.Leader(Term term)
          ? term.sinceNanos()
          : startedNanos - Duration.ofDays(365).toNanos();
    }
  }
}
