package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.ControllerMetrics.Outcome;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.time.Duration;

/** Sees to it that a backend is looked at once more, and that who asked for it is not forgotten. */
final class LookAgain {
  private final WorkQueue<BackendKey> queue;
  private final Asks asks;
  private final MonotonicClock clock;

  LookAgain(WorkQueue<BackendKey> queue, Asks asks, MonotonicClock clock) {
    this.queue = queue;
    this.asks = asks;
    this.clock = clock;
  }

  /** After a backoff. */
  void later(BackendKey key, Reconciler.Reason reason, Outcome outcome) {
    // A change that was made has answered the trigger; what is left is a matter of its own.
    if (outcome != Outcome.CHANGED) {
      giveBack(key, reason);
    }
    boolean live = reason.urgency() == Urgency.LIVE || reason.asker().isPresent();
    queue.retry(key, live ? WorkQueue.Priority.LIVE : WorkQueue.Priority.RESYNC);
  }

  void now(BackendKey key, Reconciler.Reason reason) {
    giveBack(key, reason);
    queue.add(key, WorkQueue.Priority.LIVE);
  }

  /** When an absence ripens. */
  void at(BackendKey key, long atNanos) {
    queue.addAfter(
        key, Duration.ofNanos(Math.max(0, atNanos - clock.nanos())), WorkQueue.Priority.RESYNC);
  }

  /** Whoever asked goes on asking. */
  void giveBack(BackendKey key, Reconciler.Reason reason) {
    reason.asker().ifPresent(asker -> asks.giveBack(key, asker));
  }
}
