package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.trigger.TriggerMetrics.SqsCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Gatherers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes messages, keeps them hidden, or returns them to SQS.
 *
 * <ul>
 *   <li>A message is deleted only after it was acknowledged, and then until it is.
 *   <li>A message that is not acknowledged stays hidden from other readers, for {@link #PATIENCE}
 *       at most; after that it is SQS's again and comes back.
 * </ul>
 *
 * <p>For any thread: deletions run side by side, calls about visibility one at a time.
 */
final class MessageKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(MessageKeeper.class);

  /** How long SQS hides a message, from its receipt and from each extension. */
  static final Duration VISIBILITY = Duration.ofSeconds(60);

  /** Early enough for three calls that time out before another reader can see the message. */
  static final Duration EXTEND_AFTER = Duration.ofSeconds(20);

  /**
   * Longer than any read takes; a message held longer is lost to a defect, and better seen anew.
   */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private final SqsQueue queue;
  private final InFlightMessages messages;
  private final MonotonicClock clock;
  private final TriggerMetrics metrics;

  /**
   * Held while SQS is called about visibility: an extension that comes after a release would hide
   * the message from the next leader. No monitor, whose waiters a virtual scheduler cannot see.
   */
  private final ReentrantLock visibility = new ReentrantLock();

  MessageKeeper(
      SqsQueue queue, InFlightMessages messages, MonotonicClock clock, TriggerMetrics metrics) {
    this.queue = queue;
    this.messages = messages;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** What became of a try to delete. */
  enum Deletion {
    /** No acknowledged message is there, or others are deleting all of them. */
    NOTHING,
    /** A batch is gone. */
    DONE,
    /** SQS refused all or some: try again later. */
    FAILED
  }

  /** Deletes up to a batch of acknowledged messages. */
  Deletion delete() {
    List<InFlightMessage> batch = messages.takeDeletions();
    if (batch.isEmpty()) {
      return Deletion.NOTHING;
    }
    List<InFlightMessage> left = batch;
    try {
      switch (queue.delete(batch)) {
        case Result.Failed<SqsQueue.Batch>(String reason, boolean throttled) ->
            failed(SqsCall.DELETE, reason);
        case Result.Ok<SqsQueue.Batch>(SqsQueue.Batch answer) -> {
          left =
              batch.stream()
                  .filter(message -> !answer.done().contains(message))
                  .filter(message -> !answer.hopeless().contains(message))
                  .toList();
          refused(SqsCall.DELETE, answer.reasons());
          return answer.reasons().isEmpty() ? Deletion.DONE : Deletion.FAILED;
        }
      }
    } finally {
      messages.endDelete(batch.size(), left);
    }
    return Deletion.FAILED;
  }

  /** Keeps hidden what is not acknowledged yet. False where SQS failed: try later. */
  boolean extend() {
    visibility.lock();
    try {
      long now = clock.nanos();
      giveUp(now);
      List<InFlightMessage> due =
          messages.unacknowledged(
              message -> now - message.hiddenSinceNanos() >= EXTEND_AFTER.toNanos());
      boolean fine = true;
      for (List<InFlightMessage> batch : batches(due)) {
        switch (queue.hide(batch, VISIBILITY)) {
          case Result.Failed<SqsQueue.Batch>(String reason, boolean throttled) -> {
            failed(SqsCall.EXTEND, reason);
            return false;
          }
          case Result.Ok<SqsQueue.Batch>(SqsQueue.Batch answer) -> {
            answer.done().forEach(message -> message.hiddenSince(now));
            messages.remove(answer.hopeless());
            refused(SqsCall.EXTEND, answer.reasons());
            fine &= answer.reasons().isEmpty();
          }
        }
      }
      return fine;
    } finally {
      visibility.unlock();
    }
  }

  /** Gives back what is not acknowledged, so that the next reader need not wait. Tried once. */
  void release() {
    visibility.lock();
    try {
      release(messages.removeUnacknowledged());
    } finally {
      visibility.unlock();
    }
  }

  /** Gives back messages that were never in flight. Tried once. */
  void release(List<InFlightMessage> some) {
    for (List<InFlightMessage> batch : batches(some)) {
      switch (queue.hide(batch, Duration.ZERO)) {
        case Result.Failed<SqsQueue.Batch>(String reason, boolean throttled) -> {
          metrics.countSqsError(SqsCall.RELEASE);
          LOG.atWarn().addKeyValue("reason", reason).log("messages not given back to SQS");
          return;
        }
        case Result.Ok<SqsQueue.Batch>(SqsQueue.Batch answer) ->
            refused(SqsCall.RELEASE, answer.reasons());
      }
    }
  }

  private void giveUp(long now) {
    int late = messages.removeReceivedBefore(now - PATIENCE.toNanos());
    if (late > 0) {
      // As after a long pause: the queue has handed them to somebody else by now, or will.
      LOG.atWarn()
          .addKeyValue("messages", late)
          .log("messages not done in time; SQS will deliver them again");
    }
  }

  private void failed(SqsCall call, String reason) {
    metrics.countSqsError(call);
    LOG.atWarn().addKeyValue("reason", reason).log("SQS call failed; trying again later");
  }

  private void refused(SqsCall call, List<String> reasons) {
    for (String reason : reasons) {
      metrics.countSqsError(call);
      LOG.atWarn().addKeyValue("reason", reason).log("SQS refused a message of a batch");
    }
  }

  private static List<List<InFlightMessage>> batches(List<InFlightMessage> messages) {
    return messages.stream().gather(Gatherers.windowFixed(SqsQueue.BATCH)).toList();
  }
}
