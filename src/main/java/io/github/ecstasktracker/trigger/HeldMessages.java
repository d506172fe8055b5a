package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.trigger.TriggerMetrics.SqsCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that SQS has lent us.
 *
 * <ul>
 *   <li>A message is deleted only after it was served, and then until it is.
 *   <li>A message that is not served stays hidden from other readers, for {@link #PATIENCE} at
 *       most; after that it is SQS's again and comes back.
 *   <li>Never more than {@link #CAPACITY}.
 * </ul>
 *
 * <p>Fit for any thread; one at a time talks to SQS.
 */
final class HeldMessages {
  private static final Logger LOG = LoggerFactory.getLogger(HeldMessages.class);

  static final int CAPACITY = 1_000;

  /** How long SQS hides a message, from its receipt and from each extension. */
  static final Duration VISIBILITY = Duration.ofSeconds(60);

  /** Leaves two backoffs of room before a message shows itself to another reader. */
  static final Duration EXTEND_AFTER = Duration.ofSeconds(20);

  /**
   * Longer than any read takes; a message held longer is lost to a defect, and better seen anew.
   */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private final SqsQueue queue;
  private final MonotonicClock clock;
  private final TriggerMetrics metrics;

  /** Held while SQS is called, which a monitor is not to be: its waiters cannot be scheduled. */
  private final ReentrantLock talking = new ReentrantLock();

  /**
   * Guarded by itself. In order of arrival, so that a run under a virtual clock can be repeated.
   */
  private final Set<HeldMessage> held = new LinkedHashSet<>();

  HeldMessages(SqsQueue queue, MonotonicClock clock, TriggerMetrics metrics) {
    this.queue = queue;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Whether one more receive fits. */
  boolean hasRoom() {
    synchronized (held) {
      return held.size() + SqsQueue.BATCH <= CAPACITY;
    }
  }

  void add(HeldMessage message) {
    synchronized (held) {
      held.add(message);
    }
  }

  /** Deletes what was served, and keeps the rest hidden. False where SQS failed: try later. */
  boolean keep() {
    talking.lock();
    try {
      long now = clock.nanos();
      giveUp(now);
      boolean deleted = deleteServed();
      boolean hidden = hideUnserved(now);
      return deleted && hidden;
    } finally {
      talking.unlock();
    }
  }

  /** Whether something served waits for its deletion. */
  boolean owesDeletions() {
    return !select(HeldMessage::served).isEmpty();
  }

  /** Gives back what was not served, so that the next reader need not wait. Tried once. */
  void release() {
    talking.lock();
    try {
      eachBatch(
          select(message -> !message.served()),
          SqsCall.RELEASE,
          batch -> queue.hide(batch, Duration.ZERO),
          HeldMessages::forgetIt);
    } finally {
      talking.unlock();
    }
  }

  private boolean deleteServed() {
    return eachBatch(
        select(HeldMessage::served), SqsCall.DELETE, queue::delete, HeldMessages::forgetIt);
  }

  private boolean hideUnserved(long now) {
    return eachBatch(
        select(
            message ->
                !message.served() && now - message.hiddenSinceNanos() >= EXTEND_AFTER.toNanos()),
        SqsCall.EXTEND,
        batch -> queue.hide(batch, VISIBILITY),
        message -> {
          message.hiddenSince(now);
          return false;
        });
  }

  private void giveUp(long now) {
    List<HeldMessage> late = select(message -> now - message.receivedNanos() >= PATIENCE.toNanos());
    if (!late.isEmpty()) {
      // As after a long pause: the queue has handed them to somebody else by now, or will.
      LOG.atWarn().addKeyValue("messages", late.size()).log("messages held too long: let go");
      forget(late);
    }
  }

  /** What is done to a message when its call succeeded: true where that ends its stay here. */
  private interface Effect {
    boolean ends(HeldMessage message);
  }

  private static boolean forgetIt(HeldMessage message) {
    return true;
  }

  private interface BatchCall {
    Result<SqsQueue.Batch> call(List<HeldMessage> messages);
  }

  private boolean eachBatch(
      List<HeldMessage> messages, SqsCall what, BatchCall call, Effect effect) {
    boolean fine = true;
    for (int from = 0; from < messages.size(); from += SqsQueue.BATCH) {
      List<HeldMessage> some =
          messages.subList(from, Math.min(messages.size(), from + SqsQueue.BATCH));
      switch (call.call(some)) {
        case Result.Failed<SqsQueue.Batch>(String reason, boolean throttled) -> {
          metrics.countSqsError(what);
          LOG.atWarn().addKeyValue("reason", reason).log("SQS call failed; trying again later");
          return false;
        }
        case Result.Ok<SqsQueue.Batch>(SqsQueue.Batch batch) -> {
          Set<HeldMessage> gone = new HashSet<>(batch.hopeless());
          batch.done().stream().filter(effect::ends).forEach(gone::add);
          forget(gone);
          for (String reason : batch.reasons()) {
            metrics.countSqsError(what);
            LOG.atWarn().addKeyValue("reason", reason).log("SQS refused a message of a batch");
            fine = false;
          }
        }
      }
    }
    return fine;
  }

  private List<HeldMessage> select(Predicate<HeldMessage> which) {
    synchronized (held) {
      return new ArrayList<>(held.stream().filter(which).toList());
    }
  }

  private void forget(Iterable<HeldMessage> messages) {
    synchronized (held) {
      messages.forEach(held::remove);
    }
  }
}
