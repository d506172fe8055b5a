package io.github.ecstasktracker.system;

import io.github.ecstasktracker.controller.QueueProbe;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.workqueue.Backoff;
import io.github.ecstasktracker.workqueue.QueueCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;

/** Looks into the queue of one process at each of its steps. */
final class QueueOracle {
  private static final int MOST_BETWEEN_STEPS = 2;

  private final Life life;
  private final Ledger ledger;
  private final QueueProbe queue;
  private final Backoff backoff = new Backoff(new java.util.SplittableRandom(0));
  private final Map<BackendKey, Integer> failures = new HashMap<>();

  /** As of the last step. */
  private QueueCounts before = new QueueCounts(0, 0, 0, 0);

  QueueOracle(Life life, Ledger ledger) {
    this.life = life;
    this.ledger = ledger;
    this.queue = new QueueProbe(life.controller());
  }

  /**
   * @param backends that there are, of services or items
   */
  void step(Iterable<BackendKey> backends, int count) {
    int waiting = queue.waiting();
    ledger.holds(
        waiting <= count, Invariant.I9, () -> "%d wait of %d backends".formatted(waiting, count));
    QueueCounts counts = queue.counts();
    ledger.holds(
        counts.accepted() == counts.merged() + counts.served() + counts.dropped() + waiting,
        Invariant.I15,
        () -> "%s, and %d wait".formatted(counts, waiting));
    if (counts.equals(before)) {
      return; // A look that fails is asked for again, and counted.
    }
    // Where no call is made, as by an open circuit, looks may begin and end between two steps.
    int most = (int) Math.max(MOST_BETWEEN_STEPS, counts.served() - before.served() + 1);
    before = counts;
    for (BackendKey key : backends) {
      failures(key, most);
    }
  }

  private void failures(BackendKey key, int most) {
    int now = queue.failures(key);
    int last = failures.getOrDefault(key, 0);
    if (now == last) {
      return;
    }
    failures.put(key, now);
    boolean forgotten = now <= most;
    boolean grew = now > last && now <= last + most;
    ledger.holds(
        forgotten || grew && capped(now),
        Invariant.I10,
        () -> "%s: %d failures in a row after %d".formatted(key, now, last));
  }

  private boolean capped(int now) {
    long ceiling = backoff.ceilingNanos(now);
    return ceiling >= backoff.ceilingNanos(Math.max(1, now - 1))
        && ceiling <= Backoff.DEFAULT_CAP.toNanos();
  }

  /** When all is well again and has been for a while. */
  void atRest(Iterable<BackendKey> backends) {
    for (BackendKey key : backends) {
      BackendView view = life.controller().view().backends().get(key);
      if (view != null && view.state() == BackendView.State.IN_SYNC) {
        ledger.holds(
            queue.failures(key) == 0,
            Invariant.I10,
            () -> "%s is in sync, and its failures are not forgotten".formatted(key));
      }
    }
    double results =
        life.registry().find("ecs_task_tracker_reconcile").counters().stream()
            .mapToDouble(Counter::count)
            .sum();
    Timer looks = life.registry().find("ecs_task_tracker_reconcile_duration").timer();
    ledger.holds(
        looks != null && looks.count() == (long) results,
        Invariant.I15,
        () -> "%s looks, %s results".formatted(looks == null ? 0 : looks.count(), results));
  }
}
