package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.TableScan;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
 * <p>A backend that is in work, or that somebody asked for after the read began, or of which
 * something newer is known, is left to the newer look. Whatever waits of it goes on waiting. What a
 * pass that fails had begun is looked at again.
 */
final class FullPass {
  private final StateReader reader;
  private final Reconciler reconciler;
  private final WorkQueue<BackendKey> queue;
  private final Asks asks;
  private final Recency recency;
  private final ViewKeeper views;
  private final ControllerMetrics metrics;
  private final Platform platform;

  FullPass(
      StateReader reader,
      Reconciler reconciler,
      WorkQueue<BackendKey> queue,
      Asks asks,
      Recency recency,
      ViewKeeper views,
      ControllerMetrics metrics,
      Platform platform) {
    this.reader = reader;
    this.reconciler = reconciler;
    this.queue = queue;
    this.asks = asks;
    this.recency = recency;
    this.views = views;
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
    Sweep sweep =
        new Sweep(
            reading, reconciler.statuses(keys, reading, urgency), new Wish(urgency, cause, force));
    Set<BackendKey> left = sweep.over(keys, progress);
    if (problems.isEmpty()) {
      views.endFullPass(reader.lastFaults().map(FullPass::findings).orElse(List.of()), begunAt);
    } else {
      views.publish();
    }
    metrics.fullPass(Duration.ofNanos(platform.clock().nanos() - begunNanos));
    return new Outcome(problems, left);
  }

  private record Wish(Urgency urgency, Optional<String> cause, boolean force) {}

  /** The looks of one pass. What they want written goes together, as much as one write takes. */
  private final class Sweep {
    private final Reading reading;
    private final Map<ServiceKey, ServiceStatus> statuses;
    private final Wish wish;
    private final Looks looks = reconciler.looks(this::ended);
    private final Map<BackendKey, WorkQueue.Priority> owned = new HashMap<>();
    private final Map<BackendKey, Asks.Ask> taken = new HashMap<>();
    private final Set<BackendKey> left = new HashSet<>();

    Sweep(Reading reading, Map<ServiceKey, ServiceStatus> statuses, Wish wish) {
      this.reading = reading;
      this.statuses = statuses;
      this.wish = wish;
    }

    /** Returns those that are left to a newer look: they wait in the queue. */
    Set<BackendKey> over(Set<BackendKey> keys, Runnable progress) {
      try {
        for (BackendKey key : keys) {
          progress.run();
          if (!look(key)) {
            left.add(key);
          }
        }
        looks.finish();
      } finally {
        // None but after an error.
        Map.copyOf(owned).forEach(this::breakOff);
      }
      return left;
    }

    private boolean look(BackendKey key) {
      if (!wish.force() && recency.usedNewer(key, reading.begunNanos())) {
        // Not even claimed: a look that is delayed keeps its time.
        return false;
      }
      Optional<WorkQueue.Item<BackendKey>> claimed = queue.claim(key);
      if (claimed.isEmpty()) {
        leave(key, WorkQueue.Priority.RESYNC);
        return false;
      }
      owned.put(key, claimed.get().priority());
      boolean past =
          askedAfter(claimed.get(), reading) || recency.isPast(key, reading.begunNanos());
      Optional<Asks.Ask> asked =
          past ? Optional.empty() : asks.takeForReadBegun(key, reading.begunNanos());
      if (asked.isEmpty()) {
        leave(key, claimed.get().priority());
        letGo(key);
        return false;
      }
      Asks.Ask ask = asked.get();
      taken.put(key, ask);
      String cause = ask.asker().map(Asks.Asker::cause).or(wish::cause).orElse(Asks.DRIFT);
      looks.at(
          key,
          reading,
          statuses,
          new Reconciler.Reason(
              cause, wish.force() || asks.forces(ask), ask.asker(), wish.urgency(), true));
      return true;
    }

    /** The newer look is to have what was wished of this one. */
    private void leave(BackendKey key, WorkQueue.Priority priority) {
      if (wish.force()) {
        asks.ask(key, wish.cause().orElse(Asks.DRIFT), true);
      }
      boolean queued = queue.add(key, wish.force() ? WorkQueue.Priority.LIVE : priority);
      if (!queued && wish.force()) {
        asks.take(key);
      }
    }

    private void ended(BackendKey key, Look.Found found) {
      // Only now, while the key is owned: whoever looks at it next may find it anew.
      if (found == Look.Found.NOTHING && reading.observed().whole()) {
        reconciler.forget(key);
      }
      if (found == Look.Found.OUTDATED) {
        // The next look, queued or with the pass that follows, is to have what was wished of this.
        giveBack(key);
        if (wish.force()) {
          asks.ask(key, wish.cause().orElse(Asks.DRIFT), true);
        }
        left.add(key);
      }
      letGo(key);
    }

    private void letGo(BackendKey key) {
      owned.remove(key);
      taken.remove(key);
      queue.done(key);
    }

    private void breakOff(BackendKey key, WorkQueue.Priority priority) {
      giveBack(key);
      queue.retry(key, priority);
      letGo(key);
    }

    private void giveBack(BackendKey key) {
      Asks.Ask ask = taken.get(key);
      if (ask != null) {
        asks.giveBack(key, ask);
      }
    }
  }

  private static boolean askedAfter(WorkQueue.Item<BackendKey> item, Reading reading) {
    return item.priority() == WorkQueue.Priority.LIVE
        && item.lastAddedNanos() - reading.begunNanos() >= 0;
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
