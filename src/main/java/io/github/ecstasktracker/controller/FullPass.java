package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.store.TableScan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One read of everything, and a look at every backend in its light. What a dropped event hid comes
 * right here.
 *
 * <p>A backend that is in work, or that somebody asked for after the read began, is left to that
 * newer look.
 */
final class FullPass {
  private final StateReader reader;
  private final Reconciler reconciler;
  private final WorkQueue<BackendKey> queue;
  private final Asks asks;
  private final ViewKeeper views;
  private final Feeders feeders;
  private final ControllerMetrics metrics;
  private final Platform platform;

  FullPass(
      StateReader reader,
      Reconciler reconciler,
      WorkQueue<BackendKey> queue,
      Asks asks,
      ViewKeeper views,
      Feeders feeders,
      ControllerMetrics metrics,
      Platform platform) {
    this.reader = reader;
    this.reconciler = reconciler;
    this.queue = queue;
    this.asks = asks;
    this.views = views;
    this.feeders = feeders;
    this.metrics = metrics;
    this.platform = platform;
  }

  /**
   * How the pass went.
   *
   * @param problems what could not be read; empty where the pass was whole
   */
  record Outcome(List<String> problems) {
    boolean whole() {
      return problems.isEmpty();
    }
  }

  Outcome run(Urgency urgency, Optional<String> cause, boolean force) {
    Instant begunAt = platform.wall().instant();
    long begunNanos = platform.clock().nanos();
    Reading reading = reader.everything(urgency);
    SortedSet<BackendKey> keys = new TreeSet<>(reading.keys());
    keys.addAll(views.view().backends().keySet());
    Map<ServiceKey, ServiceStatus> statuses = statuses(keys, reading, urgency);
    List<BackendView> seen = new ArrayList<>();
    Set<BackendKey> gone = new HashSet<>();
    for (BackendKey key : keys) {
      look(key, reading, statuses, urgency, cause, force, seen, gone);
    }
    views.publish(seen);
    List<String> problems = problems(reading);
    if (problems.isEmpty()) {
      gone.forEach(reconciler::forget);
      views.endFullPass(gone, reader.lastScan().map(FullPass::findings).orElse(List.of()), begunAt);
    }
    metrics.fullPass(Duration.ofNanos(platform.clock().nanos() - begunNanos));
    return new Outcome(problems);
  }

  private void look(
      BackendKey key,
      Reading reading,
      Map<ServiceKey, ServiceStatus> statuses,
      Urgency urgency,
      Optional<String> cause,
      boolean force,
      List<BackendView> seen,
      Set<BackendKey> gone) {
    Optional<WorkQueue.Item<BackendKey>> claimed = queue.claim(key);
    if (claimed.isEmpty()) {
      queue.add(key, WorkQueue.Priority.RESYNC);
      return;
    }
    try {
      if (askedAfter(claimed.get(), reading)) {
        queue.add(key, WorkQueue.Priority.LIVE);
        return;
      }
      Asks.Ask ask = asks.take(key);
      Optional<BackendView> view =
          reconciler.reconcile(
              key,
              reading,
              statuses,
              new Reconciler.Reason(
                  ask.trigger().or(() -> cause).orElse(Asks.DRIFT),
                  force || ask.force(),
                  ask.trigger().map(trigger -> claimed.get().firstAddedNanos()),
                  urgency,
                  true));
      view.ifPresentOrElse(seen::add, () -> noteAbsence(key, reading, gone));
    } finally {
      queue.done(key);
    }
  }

  private static boolean askedAfter(WorkQueue.Item<BackendKey> item, Reading reading) {
    return item.priority() == WorkQueue.Priority.LIVE
        && item.lastAddedNanos() - reading.begunNanos() > 0;
  }

  private static void noteAbsence(BackendKey key, Reading reading, Set<BackendKey> gone) {
    if (!reading.keys().contains(key)) {
      gone.add(key);
    }
  }

  /**
   * Asks for the status of all services that the plans will want, ten a call, in place of one by
   * one.
   */
  private Map<ServiceKey, ServiceStatus> statuses(
      SortedSet<BackendKey> keys, Reading reading, Urgency urgency) {
    SortedSet<ServiceKey> wanted = new TreeSet<>();
    for (BackendKey key : keys) {
      if (reconciler.needsStatus(key, reading)) {
        wanted.addAll(feeders.of(key));
      }
    }
    return wanted.isEmpty() ? Map.of() : reader.statuses(wanted, urgency);
  }

  private List<String> problems(Reading reading) {
    List<String> problems = new ArrayList<>(reading.observed().voidClusters().values());
    reading.tableProblem().ifPresent(problems::add);
    return problems;
  }

  private static List<String> findings(TableScan scan) {
    List<String> findings = new ArrayList<>();
    for (StoredBackend.Malformed nameless : scan.nameless()) {
      findings.add("item " + nameless.itemId() + ": " + nameless.reason());
    }
    for (String stranger : scan.strangers()) {
      findings.add("item " + stranger + " is neither a backend nor a frontend");
    }
    return findings;
  }
}
