package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Trigger.Source;
import io.github.ecstasktracker.trigger.TriggerMetrics.Outcome;
import io.github.ecstasktracker.trigger.TriggerMetrics.SqsCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Reads triggers from an SQS queue.
 *
 * <ul>
 *   <li>No message is lost: it is deleted only when a read begun after its receipt has ended. A
 *       crash, or a controller that takes no triggers now, leaves it to come back.
 *   <li>No failure ends the loops: they back off and go on.
 *   <li>Two loops, so that deletions do not wait behind a long poll: one receives, one keeps what
 *       was received.
 * </ul>
 *
 * <p>Starts once, closes once.
 */
public final class SqsPoller {
  private static final Logger LOG = LoggerFactory.getLogger(SqsPoller.class);

  private static final Duration KEEP_EVERY = Duration.ofMillis(500);

  /** Also where nothing was there, in case a queue answers without the long poll. */
  private static final Duration BREATH = Duration.ofMillis(50);

  private final SqsQueue queue;
  private final SqsBody bodies;
  private final Intake intake;
  private final TriggerMetrics metrics;
  private final MonotonicClock clock;
  private final Pause pause;
  private final HeldMessages held;
  private final LoopBackoff receiveBackoff;
  private final LoopBackoff keepBackoff;

  private volatile boolean stopping;
  private volatile boolean closing;
  private volatile long receiveProgress;
  private volatile long keepProgress;
  private @Nullable Future<?> receiving;
  private @Nullable Future<?> keeping;

  /**
   * A poller at rest.
   *
   * @param topics the only topics whose envelopes count; empty for any
   */
  public SqsPoller(
      SqsQueue queue, Set<TopicArn> topics, Intake intake, TriggerMetrics metrics, Timing timing) {
    this.queue = queue;
    this.bodies = new SqsBody(topics);
    this.intake = intake;
    this.metrics = metrics;
    this.clock = timing.clock();
    this.pause = timing.pause();
    this.held = new HeldMessages(queue, clock, metrics);
    this.receiveBackoff = new LoopBackoff(new SplittableRandom(timing.random().nextLong()));
    this.keepBackoff = new LoopBackoff(new SplittableRandom(timing.random().nextLong()));
    this.receiveProgress = clock.nanos();
    this.keepProgress = receiveProgress;
  }

  /** Where time and chance come from. */
  public record Timing(MonotonicClock clock, Pause pause, RandomGenerator random) {}

  /** Begins to receive, with two long-lived tasks of the executor. */
  public synchronized void start(ExecutorService executor) {
    if (receiving != null) {
      throw new IllegalStateException("already started");
    }
    receiving = executor.submit(() -> loop(() -> !stopping, this::receiveOnce, receiveBackoff));
    keeping = executor.submit(() -> loop(() -> !closing, this::keepOnce, keepBackoff));
  }

  /**
   * How long the slower loop has been without progress. A healthy one shows less than a long poll,
   * a backoff and a call's timeout together: 90 s.
   */
  public Duration sinceProgress() {
    long now = clock.nanos();
    return Duration.ofNanos(Math.max(now - receiveProgress, now - keepProgress));
  }

  /** Receives no more; deletions go on. The first step of a graceful stop. Does not wait. */
  public synchronized void stopReceiving() {
    stopping = true;
    if (receiving != null) {
      // Wakes it from a long poll where the thread can be interrupted in one.
      receiving.cancel(true);
    }
  }

  /**
   * Deletes what was served and gives back the rest. The last step, when the controller has
   * finished its work.
   *
   * @param deadline after which no deletion is begun again
   */
  public synchronized void close(Duration deadline) {
    stopReceiving();
    closing = true;
    if (keeping != null) {
      keeping.cancel(true);
    }
    long begun = clock.nanos();
    boolean on = true;
    while (on && held.owesDeletions() && clock.nanos() - begun < deadline.toNanos()) {
      on = held.keep() || sleep(KEEP_EVERY);
    }
    if (held.owesDeletions()) {
      LOG.warn("stopped with deletions undone: these messages will be seen again");
    }
    held.release();
  }

  /** One turn of receiving; answers the pause before the next. */
  Duration receiveOnce() {
    receiveProgress = clock.nanos();
    if (!held.hasRoom()) {
      return KEEP_EVERY;
    }
    return switch (queue.receive(HeldMessages.VISIBILITY)) {
      case Result.Failed<List<Message>>(String reason, boolean throttled) -> {
        if (stopping) {
          yield Duration.ZERO;
        }
        metrics.countSqsError(SqsCall.RECEIVE);
        LOG.atWarn().addKeyValue("reason", reason).log("SQS receive failed; trying again later");
        yield receiveBackoff.next();
      }
      case Result.Ok<List<Message>>(List<Message> messages) -> {
        if (stopping) {
          giveBack(messages);
          yield Duration.ZERO;
        }
        boolean taken = true;
        for (Message message : messages) {
          taken &= take(message);
        }
        if (closing) {
          // The end came in between, and what it gave back cannot have held these.
          held.release();
        }
        if (!taken) {
          // Else the whole queue would be received and refused, over and over, into its DLQ.
          yield receiveBackoff.next();
        }
        receiveBackoff.reset();
        yield messages.isEmpty() ? BREATH : Duration.ZERO;
      }
    };
  }

  /** One turn of keeping; answers the pause before the next. */
  Duration keepOnce() {
    keepProgress = clock.nanos();
    if (!held.keep()) {
      return keepBackoff.next();
    }
    keepBackoff.reset();
    return KEEP_EVERY;
  }

  /** False where the controller takes no triggers now: the message comes back by itself. */
  private boolean take(Message message) {
    HeldMessage mine = new HeldMessage(message.receiptHandle(), clock.nanos());
    Optional<Parsed> parsed = bodies.parse(message.body());
    if (parsed.isEmpty()) {
      metrics.count(Source.SQS, Outcome.REFUSED);
      LOG.warn("dropped a message of an SNS topic that is not listened to");
      mine.markServed();
      held.add(mine);
      return true;
    }
    return switch (intake.offer(parsed.get(), Source.SQS, mine::markServed)) {
      case ACCEPTED -> {
        held.add(mine);
        yield true;
      }
      case NOTHING_TO_DO -> {
        mine.markServed();
        held.add(mine);
        yield true;
      }
      case UNAVAILABLE -> false;
    };
  }

  /** What a long poll brought after the end: handed back unseen, so nobody waits for it. */
  private void giveBack(List<Message> messages) {
    if (messages.isEmpty()) {
      return;
    }
    List<HeldMessage> unseen =
        messages.stream()
            .map(message -> new HeldMessage(message.receiptHandle(), clock.nanos()))
            .toList();
    if (queue.hide(unseen, Duration.ZERO) instanceof Result.Failed<SqsQueue.Batch> failed) {
      metrics.countSqsError(SqsCall.RELEASE);
      LOG.atWarn().addKeyValue("reason", failed.reason()).log("messages not given back to SQS");
    }
  }

  private void loop(BooleanSupplier wanted, Supplier<Duration> turn, LoopBackoff backoff) {
    boolean on = true;
    while (on && wanted.getAsBoolean()) {
      Duration wait;
      try {
        wait = turn.get();
      } catch (RuntimeException e) {
        LOG.error("SQS loop failed unexpectedly; going on", e);
        wait = backoff.next();
      }
      on = wait.isZero() || sleep(wait);
    }
  }

  private boolean sleep(Duration wait) {
    try {
      pause.pause(wait.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
