package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.BackendPlanner.Planned;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.View;
import io.github.ecstasktracker.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What is known of each backend, for everybody who reads it: one immutable {@link View} after
 * another, made when somebody asks for it and something has changed.
 */
final class StatusPublisher {
  private final Platform platform;
  private final HoldReporter holds;

  // All guarded by this.
  private final SortedMap<BackendKey, BackendView> newest = new TreeMap<>();
  private View view = View.EMPTY;
  private boolean changed;

  StatusPublisher(Platform platform, HoldReporter holds) {
    this.platform = platform;
    this.holds = holds;
  }

  synchronized View view() {
    if (changed) {
      publish(view.findings(), view.lastFullPass());
    }
    return view;
  }

  synchronized Set<BackendKey> keys() {
    return Set.copyOf(newest.keySet());
  }

  /** A backend was planned, and perhaps written. */
  void put(BackendKey key, Planned planned, Optional<String> problem) {
    Plan plan = planned.plan();
    put(
        before ->
            new BackendView(
                key,
                plan.state(),
                planned.snapshot().services(),
                planned.input().desired().tasks(),
                servers(before, planned.item()),
                plan.patch().map(ServerPatch::changes).orElseGet(plan::withheld),
                plan.holds(),
                problem.or(plan::problem),
                observedAt(before, planned)),
        key);
  }

  /** A backend's item could not be read: the rest is as it was before. */
  void unreadable(BackendKey key, SortedSet<ServiceKey> services, String reason) {
    put(before -> asBefore(before, key, services, BackendView.State.UNKNOWN, reason), key);
  }

  /** A backend's reconcile met an error of ours. */
  void broken(BackendKey key, SortedSet<ServiceKey> services, String reason) {
    put(before -> asBefore(before, key, services, BackendView.State.ERROR, reason), key);
  }

  /** A backend has neither tasks nor an item. */
  synchronized void remove(BackendKey key) {
    changed |= newest.remove(key) != null;
  }

  /** A complete pass, and all that it changed, is shown. */
  synchronized void passed(List<String> findings, Instant begun) {
    publish(findings, Optional.of(begun));
  }

  private void publish(List<String> findings, Optional<Instant> lastFullPass) {
    changed = false;
    view = new View(view.version() + 1, newest, findings, lastFullPass);
  }

  private interface Change {
    BackendView of(Optional<BackendView> before);
  }

  private void put(Change change, BackendKey key) {
    Optional<BackendView> before;
    BackendView now;
    synchronized (this) {
      before = Optional.ofNullable(newest.get(key));
      now = change.of(before);
      newest.put(key, now);
      changed = true;
    }
    holds.report(before, now);
  }

  private BackendView asBefore(
      Optional<BackendView> before,
      BackendKey key,
      SortedSet<ServiceKey> services,
      BackendView.State state,
      String problem) {
    return new BackendView(
        key,
        state,
        services,
        before.map(BackendView::tasks).orElse(List.of()),
        before.flatMap(BackendView::servers),
        List.of(),
        before.map(BackendView::holds).orElse(List.of()),
        Optional.of(problem),
        before.map(BackendView::observedAt).orElseGet(() -> platform.wall().instant()));
  }

  /** Those of the view before, where nothing has changed: else each plan would leave a copy. */
  private static Optional<SortedMap<String, StoredServer>> servers(
      Optional<BackendView> before, StoredBackend item) {
    if (!(item instanceof StoredBackend.Present present)) {
      return Optional.empty();
    }
    Optional<SortedMap<String, StoredServer>> held = before.flatMap(BackendView::servers);
    return held.isPresent() && held.get().equals(present.servers())
        ? held
        : Optional.of(present.servers());
  }

  /** Where nothing could be concluded, what is shown is as old as it was. */
  private Instant observedAt(Optional<BackendView> before, Planned planned) {
    return planned.plan().state() == BackendView.State.UNKNOWN && before.isPresent()
        ? before.get().observedAt()
        : wall(planned.basisNanos());
  }

  private Instant wall(long nanos) {
    return platform.wall().instant().minus(Duration.ofNanos(platform.clock().nanos() - nanos));
  }
}
