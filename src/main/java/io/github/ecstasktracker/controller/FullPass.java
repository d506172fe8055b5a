package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
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
   * @param left backends that are left to a newer look
   */
  record Outcome(List<String> problems, Set<BackendKey> left) {
    boolean whole() {
      return problems.isEmpty();
    }
  }

  /**
   * One pass, on this thread.
   *
   * @param cause who asked for it; empty where only a timer did
   * @param progress told between backends that the pass moves
   */
  Outcome run(Urgency urgency, Optional<String> cause, boolean force, Runnable progress) {
    Instant begunAt = platform.wall().instant();
    long begunNanos = platform.clock().nanos();
    Reading reading = reader.everything(urgency);
    List<String> problems = problems(reading);
    SortedSet<BackendKey> keys = new TreeSet<>(reading.keys());
    keys.addAll(reconciler.remembered());
    Map<ServiceKey, ServiceStatus> statuses = statuses(keys, reading, urgency);
    Wish wish = new Wish(urgency, cause, force);
    Set<BackendKey> left = new HashSet<>();
    for (BackendKey key : keys) {
      progress.run();
      if (!look(key, reading, statuses, wish)) {
        left.add(key);
      }
    }
    if (problems.isEmpty()) {
      views.endFullPass(reader.lastScan().map(FullPass::findings).orElse(List.of()), begunAt);
    } else {
      views.publish();
    }
    metrics.fullPass(Duration.ofNanos(platform.clock().nanos() - begunNanos));
    return new Outcome(problems, left);
  }

  private record Wish(Urgency urgency, Optional<String> cause, boolean force) {}

  /** Whether the backend was looked at; if not, it waits in the queue. */
  private boolean look(
      BackendKey key, Reading reading, Map<ServiceKey, ServiceStatus> statuses, Wish wish) {
    Optional<WorkQueue.Item<BackendKey>> claimed = queue.claim(key);
    if (claimed.isEmpty()) {
      queue.add(key, WorkQueue.Priority.RESYNC);
      return false;
    }
    try {
      if (askedAfter(claimed.get(), reading)) {
        queue.add(key, WorkQueue.Priority.LIVE);
        return false;
      }
      Asks.Ask ask = asks.take(key);
      String cause = ask.asker().map(Asks.Asker::cause).or(wish::cause).orElse(Asks.DRIFT);
      Reconciler.Found found =
          reconciler.reconcile(
              key,
              reading,
              statuses,
              new Reconciler.Reason(
                  cause, wish.force() || ask.force(), ask.asker(), wish.urgency(), true));
      // Only now, while the key is owned: whoever looks at it next may find it anew.
      if (found == Reconciler.Found.NOTHING && reading.observed().whole()) {
        reconciler.forget(key);
      }
      return true;
    } finally {
      queue.done(key);
    }
  }

  private static boolean askedAfter(WorkQueue.Item<BackendKey> item, Reading reading) {
    return item.priority() == WorkQueue.Priority.LIVE
        && item.lastAddedNanos() - reading.begunNanos() >= 0;
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
    List<String> problems = new ArrayList<>(reading.observed().problems());
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
