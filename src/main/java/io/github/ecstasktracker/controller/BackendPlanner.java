package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.KnownItems.Known;
import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.informer.Informer;
import io.github.ecstasktracker.informer.Listing;
import io.github.ecstasktracker.informer.Snapshot;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.plan.Desired;
import io.github.ecstasktracker.plan.Evidence;
import io.github.ecstasktracker.plan.Plan;
import io.github.ecstasktracker.plan.PlanInput;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Planner;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes plans from snapshots and items, and keeps from plan to plan the evidence against servers
 * that no task stands behind. Evidence dies with the term.
 */
final class BackendPlanner {
  /** How old a description may be that an addition rests on, where no pass asked for it. */
  private static final Duration FRESH = Duration.ofSeconds(15);

  private final Informer informer;
  private final Leadership leadership;
  private final Settings settings;
  private final MonotonicClock clock;
  private final Map<BackendKey, Evidence> evidence = new ConcurrentHashMap<>();

  /** The begin of a complete list whose tasks were not all known when the plan was made. */
  private final Map<BackendKey, Long> pendingLists = new ConcurrentHashMap<>();

  BackendPlanner(
      Informer informer, Leadership leadership, Settings settings, MonotonicClock clock) {
    this.informer = informer;
    this.leadership = leadership;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A plan, and what it was made from.
   *
   * @param basisNanos when the oldest read began that it rests on
   */
  record Planned(Plan plan, PlanInput input, Snapshot snapshot, long basisNanos) {
    StoredBackend item() {
      return input.actual();
    }

    /** Whether the patch leaves a backend without a server that had one. */
    boolean empties() {
      return input.actual() instanceof StoredBackend.Present present
          && !present.servers().isEmpty()
          && plan.patch().filter(patch -> patch.result().isEmpty()).isPresent();
    }
  }

  /**
   * @param listing the services of the backend, where they were listed alone for this plan
   */
  Planned plan(BackendKey key, Known item, Request request, Optional<Listing> listing) {
    long now = clock.nanos();
    long fresh = fresh(request, now);
    Snapshot snapshot = informer.snapshot(key, held(item.item()), fresh);
    Desired desired =
        settings
            .onHostDrain()
            .settle(
                new Desired(
                    key,
                    snapshot.services(),
                    snapshot.tasks(),
                    listing.flatMap(Listing::problem).map(List::of).orElse(snapshot.incomplete()),
                    listing.map(Listing::running).orElse(Map.of()),
                    handsOff(snapshot)));
    OptionalLong listBegun = takeList(key, request, listing, snapshot, desired);
    PlanInput input =
        new PlanInput(
            desired,
            item.item(),
            evidence(key),
            snapshot.lastAddresses(),
            snapshot.occupants(),
            listing.map(Listing::statuses).orElse(Map.of()),
            new PlanInput.Times(now, fresh, listBegun),
            rules(request));
    Plan plan = Planner.plan(input);
    keep(key, plan.evidence());
    return new Planned(plan, input, snapshot, earlier(snapshot.basisNanos(), item.nanos()));
  }

  /** What is left to do once the item is as a write left it. */
  Planned replan(Planned planned, StoredBackend.Present item) {
    PlanInput before = planned.input();
    BackendKey key = before.desired().key();
    PlanInput input =
        new PlanInput(
            before.desired(),
            item,
            evidence(key),
            before.lastAddresses(),
            before.occupants(),
            before.statuses(),
            before.times(),
            before.rules());
    Plan plan = Planner.plan(input);
    keep(key, plan.evidence());
    return new Planned(plan, input, planned.snapshot(), planned.basisNanos());
  }

  private Evidence evidence(BackendKey key) {
    return evidence.getOrDefault(key, Evidence.NONE).only(this::isOfTerm);
  }

  /** A plan begun in the term before may have kept what it found after this term's begin. */
  private boolean isOfTerm(long nanos) {
    return !(leadership.standing() instanceof LeaderState.Leader(Term term))
        || nanos - term.sinceNanos() >= 0;
  }

  void forget(BackendKey key) {
    evidence.remove(key);
    pendingLists.remove(key);
  }

  /** A term begins. */
  void forgetAll() {
    evidence.clear();
    pendingLists.clear();
  }

  private long fresh(Request request, long now) {
    if (!(leadership.standing() instanceof LeaderState.Leader)) {
      // A standby writes nothing, and shows all that it knows.
      return now - Duration.ofDays(365).toNanos();
    }
    long fresh =
        request.passBegunNanos().isPresent() ? informer.passBegunNanos() : now - FRESH.toNanos();
    OptionalLong notBefore = request.notBeforeNanos();
    return notBefore.isPresent() && notBefore.getAsLong() - fresh > 0
        ? notBefore.getAsLong()
        : fresh;
  }

  /**
   * The begin of the complete list that the plan follows. A list of a pass counts once all of its
   * tasks are known, which takes another plan where a task definition is being read (KillTest). It
   * never counts where a task of it may be of any service. It is dropped where a task has ended
   * meanwhile: it may have been at the address when the list was made.
   */
  private OptionalLong takeList(
      BackendKey key,
      Request request,
      Optional<Listing> listing,
      Snapshot snapshot,
      Desired desired) {
    OptionalLong begun =
        listing
            .filter(list -> list.problem().isEmpty())
            .map(list -> OptionalLong.of(list.begunNanos()))
            .orElse(listOfPass(request, snapshot));
    Long pending = pendingLists.remove(key);
    if (begun.isEmpty()
        && pending != null
        && isOfTerm(pending)
        && desired.tasks().stream().noneMatch(BackendPlanner::ended)) {
      begun = OptionalLong.of(pending);
    }
    if (begun.isPresent() && desired.unattributed().isEmpty() && desired.incomplete().isPresent()) {
      pendingLists.put(key, begun.getAsLong());
    }
    return begun;
  }

  /** A complete list of the pass that asks, or of a later one; empty where its own failed. */
  private static OptionalLong listOfPass(Request request, Snapshot snapshot) {
    OptionalLong pass = request.passBegunNanos();
    OptionalLong list = snapshot.listNanos();
    return pass.isPresent() && list.isPresent() && list.getAsLong() - pass.getAsLong() >= 0
        ? list
        : OptionalLong.empty();
  }

  private static boolean ended(ObservedTask task) {
    return task.state() instanceof TaskState.Excluded excluded && excluded.cause().isFinal();
  }

  private PlanRules rules(Request request) {
    return request.force() ? settings.rules().forced() : settings.rules();
  }

  private void keep(BackendKey key, Evidence found) {
    if (found.equals(Evidence.NONE)) {
      evidence.remove(key);
    } else {
      evidence.put(key, found);
    }
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  private static Set<Address> held(StoredBackend item) {
    Set<Address> held = new HashSet<>();
    if (item instanceof StoredBackend.Present present) {
      for (StoredServer server : present.servers().values()) {
        server.address().ifPresent(held::add);
      }
    }
    return held;
  }

  private Optional<String> handsOff(Snapshot snapshot) {
    for (ServiceKey service : snapshot.services()) {
      if (!settings.allowed().test(service)) {
        return Optional.of(
            "service " + service + " is excluded by --service-allow or --service-deny");
      }
    }
    for (ObservedTask task : snapshot.tasks()) {
      if (task.paused() && !ended(task)) {
        return Optional.of(
            "service " + task.task().service() + " carries the label ecs-task-tracker.paused=true");
      }
    }
    return Optional.empty();
  }
}
