package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Trigger.Source;
import io.github.ecstasktracker.trigger.TriggerMetrics.SqsCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Reads triggers from an SQS queue.
 *
 * <ul>
 *   <li>No message is lost: it is deleted only after it was acknowledged. A crash, or a controller
 *       that takes no triggers now, leaves it to come back.
 *   <li>No failure ends the loops: they back off and go on.
 *   <li>Receiving and deleting run side by side, {@link #SIDE_BY_SIDE} loops each, so neither waits
 *       for the other; one more loop keeps unacknowledged messages hidden.
 * </ul>
 *
 * <p>Starts once, closes once.
 */
public final class SqsPoller {
  private static final Logger LOG = LoggerFactory.getLogger(SqsPoller.class);

  private static final int SIDE_BY_SIDE = 2;

  /** How long a batch of deletions that is not full waits for more. */
  static final Duration LINGER = Duration.ofMillis(20);

  /** Short against {@link MessageKeeper#EXTEND_AFTER}. */
  static final Duration EXTEND_EVERY = Duration.ofSeconds(5);

  /** Also where nothing was there, in case a queue answers without the long poll. */
  private static final Duration BREATH = Duration.ofMillis(50);

  private static final Duration RETRY_AT_CLOSE = Duration.ofMillis(500);

  private final SqsQueue queue;
  private final SqsBody bodies;
  private final TriggerReceiver receiver;
  private final TriggerMetrics metrics;
  private final MonotonicClock clock;
  private final Pause pause;
  private final InFlightMessages messages = new InFlightMessages();
  private final MessageKeeper keeper;
  private final List<PollerLoop> receivers = new ArrayList<>();
  private final List<PollerLoop> deleters = new ArrayList<>();
  private final PollerLoop extender;

  private volatile boolean stopping;
  private volatile boolean closing;
  private final List<Future<?>> receiving = new ArrayList<>();
  private final List<Future<?>> keeping = new ArrayList<>();

  /**
   * A poller at rest.
   *
   * @param topics the only topics whose envelopes count; empty for any
   */
  public SqsPoller(
      SqsQueue queue,
      Set<TopicArn> topics,
      TriggerReceiver receiver,
      TriggerMetrics metrics,
      Timing timing) {
    this.queue = queue;
    this.bodies = new SqsBody(topics);
    this.receiver = receiver;
    this.metrics = metrics;
    this.clock = timing.clock();
    this.pause = timing.pause();
    this.keeper = new MessageKeeper(queue, messages, clock, metrics);
    for (int i = 0; i < SIDE_BY_SIDE; i++) {
      receivers.add(loop(this::receive, () -> !stopping, timing));
      deleters.add(loop(this::delete, () -> !closing, timing));
    }
    this.extender = loop(this::extend, () -> !closing, timing);
  }

  private static PollerLoop loop(PollerLoop.Turn turn, BooleanSupplier wanted, Timing timing) {
    return new PollerLoop(
        turn,
        wanted,
        new LoopBackoff(new SplittableRandom(timing.random().nextLong())),
        timing.clock(),
        timing.pause());
  }

  /** Where time and chance come from. */
  public record Timing(MonotonicClock clock, Pause pause, RandomGenerator random) {}

  /** Begins to receive, with long-lived tasks of the executor. */
  public synchronized void start(ExecutorService executor) {
    if (!keeping.isEmpty()) {
      throw new IllegalStateException("already started");
    }
    receivers.forEach(loop -> receiving.add(executor.submit(loop::run)));
    deleters.forEach(loop -> keeping.add(executor.submit(loop::run)));
    keeping.add(executor.submit(extender::run));
  }

  /**
   * How long the slowest loop has been without progress. A healthy one shows less than a long poll,
   * a backoff and a call's timeout together: 90 s. One that has nothing to do shows none.
   */
  public Duration sinceProgress() {
    return loops()
        .map(PollerLoop::silence)
        .max(Comparator.naturalOrder())
        .orElseThrow(IllegalStateException::new);
  }

  /** Receives no more; deletions go on. The first step of a graceful stop. Does not wait. */
  public synchronized void stopReceiving() {
    stopping = true;
    // Wakes them from a long poll where the thread can be interrupted in one.
    receiving.forEach(loop -> loop.cancel(true));
  }

  /**
   * Deletes what was acknowledged and gives back the rest. The last step, when the controller has
   * finished its work.
   *
   * @param deadline after which no deletion is begun again
   */
  public void close(Duration deadline) {
    stopReceiving();
    endLoops();
    long begun = clock.nanos();
    boolean on = true;
    while (on && owesDeletions() && clock.nanos() - begun < deadline.toNanos()) {
      on =
          switch (keeper.delete()) {
            case DONE -> true;
            case FAILED -> sleep(RETRY_AT_CLOSE);
            // A loop is deleting the last of them, and ends with that.
            case NOTHING -> sleep(LINGER);
          };
    }
    if (owesDeletions()) {
      LOG.warn("stopped before all messages were deleted; SQS will deliver them again");
    }
    keeper.release();
  }

  private synchronized void endLoops() {
    closing = true;
    keeping.forEach(loop -> loop.cancel(true));
  }

  boolean owesDeletions() {
    return messages.owesDeletions();
  }

  /** Those that receive, those that delete, and the one that keeps hidden. */
  Stream<PollerLoop> loops() {
    return Stream.of(receivers.stream(), deleters.stream(), Stream.of(extender)).flatMap(s -> s);
  }

  private Duration receive(PollerLoop loop) throws InterruptedException {
    loop.idle(
        () -> {
          messages.awaitRoom();
          return true;
        });
    try {
      return receive(loop.backoff());
    } finally {
      messages.endReceive();
    }
  }

  private Duration receive(LoopBackoff backoff) {
    return switch (queue.receive(MessageKeeper.VISIBILITY)) {
      case Result.Failed<List<Message>>(String reason, boolean throttled) -> {
        if (stopping) {
          yield Duration.ZERO;
        }
        metrics.countSqsError(SqsCall.RECEIVE);
        LOG.atWarn().addKeyValue("reason", reason).log("SQS receive failed; trying again later");
        yield backoff.next();
      }
      case Result.Ok<List<Message>>(List<Message> received) -> {
        if (stopping) {
          // What a long poll brought after the end goes back unseen, so nobody waits for it.
          keeper.release(received.stream().map(this::inFlight).toList());
          yield Duration.ZERO;
        }
        boolean taken = true;
        for (Message message : received) {
          taken &= take(message);
        }
        if (closing) {
          // The end came in between, and what it gave back cannot have held these.
          keeper.release();
        }
        if (!taken) {
          // Else the whole queue would be received and refused, over and over, into its DLQ.
          yield backoff.next();
        }
        backoff.reset();
        yield received.isEmpty() ? BREATH : Duration.ZERO;
      }
    };
  }

  private Duration delete(PollerLoop loop) throws InterruptedException {
    if (loop.idle(messages::awaitDeletions)) {
      try {
        pause.pause(LINGER.toNanos());
      } finally {
        messages.endLinger();
      }
    }
    return switch (keeper.delete()) {
      case NOTHING -> Duration.ZERO;
      case FAILED -> loop.backoff().next();
      case DONE -> {
        loop.backoff().reset();
        yield Duration.ZERO;
      }
    };
  }

  private Duration extend(PollerLoop loop) {
    if (!keeper.extend()) {
      return loop.backoff().next();
    }
    loop.backoff().reset();
    return EXTEND_EVERY;
  }

  /** False where the controller takes no triggers now: the message comes back by itself. */
  private boolean take(Message received) {
    InFlightMessage message = inFlight(received);
    boolean taken =
        switch (deliver(received.body(), () -> messages.acknowledge(message))) {
          case Delivery.Accepted _ -> true;
          case Delivery.Unavailable _ -> false;
          // Nothing that would come right by coming again.
          case Delivery.Done _,
              Delivery.BadRequest _,
              Delivery.Forbidden _,
              Delivery.TooLarge _ -> {
            messages.acknowledge(message);
            yield true;
          }
        };
    if (taken) {
      messages.add(message);
    }
    return taken;
  }

  private Delivery deliver(String text, Runnable acknowledged) {
    return switch (bodies.read(text)) {
      case SqsBody.Body.Event(var event) -> receiver.receive(event, Source.SQS, acknowledged);
      case SqsBody.Body.Text(String event) -> receiver.receive(event, Source.SQS, acknowledged);
      case SqsBody.Body.OtherTopic _ -> {
        receiver.refused(Source.SQS);
        LOG.warn("dropped a message of an SNS topic that is not in --topic-arn");
        yield new Delivery.Forbidden("not a topic of --topic-arn");
      }
    };
  }

  private InFlightMessage inFlight(Message message) {
    return new InFlightMessage(message.receiptHandle(), clock.nanos());
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
