package io.github.ecstasktracker.notify;

import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.Pause;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/**
 * Publishes every applied write to an event bus.
 *
 * <ul>
 *   <li>{@link #offer} never blocks and never fails: if the queue is full, the event is dropped and
 *       counted.
 *   <li>Delivery is at most once: events that a killed process had not sent are lost. Consumers
 *       that need completeness must read the table.
 *   <li>A call sends up to ten events in order; entries that EventBridge reports as retryable are
 *       retried twice.
 * </ul>
 */
public final class ChangePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(ChangePublisher.class);

  static final int CAPACITY = 1_000;

  /** docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html. */
  static final int BATCH = 10;

  private static final int ATTEMPTS = 3;
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Set<String> WORTH_ANOTHER_TRY =
      Set.of("InternalFailure", "InternalException", "ThrottlingException");

  private final EventBridgeClient events;
  private final String bus;
  private final String table;
  private final OutcomeCounters<Outcome> counters;
  private final Pause pause;

  /** An empty element only wakes the sender. */
  private final BlockingQueue<Optional<PutEventsRequestEntry>> queue =
      new LinkedBlockingQueue<>(CAPACITY);

  private volatile boolean closing;
  private @Nullable Future<?> sender;

  public ChangePublisher(
      EventBridgeClient events,
      String bus,
      String table,
      OutcomeCounters<Outcome> counters,
      Pause pause) {
    this.events = events;
    this.bus = bus;
    this.table = table;
    this.counters = counters;
    this.pause = pause;
  }

  /** Result of publishing an event. */
  public enum Outcome {
    SENT,
    /** The queue was full: writes happen faster than EventBridge accepts events. */
    DROPPED,
    /** EventBridge rejected it. */
    FAILED
  }

  public static OutcomeCounters<Outcome> counters(MeterRegistry registry) {
    return new OutcomeCounters<>(
        registry,
        "ecs_task_tracker.events.published",
        "Events about writes by result",
        Outcome.class);
  }

  /** Queues an event for a write. */
  public void offer(AppliedChange change) {
    if (closing || !queue.offer(Optional.of(ChangeEvent.of(change, bus, table)))) {
      counters.add(Outcome.DROPPED, 1);
    }
  }

  public synchronized void start(ExecutorService executor) {
    if (sender == null) {
      sender = executor.submit(this::run);
    }
  }

  /** Sends the queued events within the deadline and drops the rest. */
  public void close(Duration deadline) {
    closing = true;
    // If the queue is full, the sender is awake anyway.
    var _ = queue.offer(Optional.empty());
    Future<?> ending = sender();
    if (ending != null) {
      await(ending, deadline);
    }
    drop();
  }

  private synchronized @Nullable Future<?> sender() {
    return sender;
  }

  private static void await(Future<?> ending, Duration deadline) {
    try {
      ending.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      ending.cancel(/* mayInterruptIfRunning= */ true);
    } catch (ExecutionException | CancellationException e) {
      LOG.atError().setCause(e).log("event sender stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drop() {
    List<Optional<PutEventsRequestEntry>> left = new ArrayList<>();
    queue.drainTo(left);
    counters.add(Outcome.DROPPED, (int) left.stream().flatMap(Optional::stream).count());
  }

  private void run() {
    try {
      while (!closing || !queue.isEmpty()) {
        List<Optional<PutEventsRequestEntry>> taken = new ArrayList<>();
        taken.add(queue.take());
        queue.drainTo(taken, BATCH - 1);
        send(taken.stream().flatMap(Optional::stream).toList());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(List<PutEventsRequestEntry> batch) throws InterruptedException {
    List<PutEventsRequestEntry> left = batch;
    try {
      for (int attempt = 1; !left.isEmpty() && attempt <= ATTEMPTS; attempt++) {
        if (attempt > 1) {
          pause.pause(REST.toNanos());
        }
        left = attempt(left);
      }
      failed(left.size(), "EventBridge did not accept it within " + ATTEMPTS + " attempts");
    } catch (InterruptedException e) {
      counters.add(Outcome.DROPPED, left.size());
      throw e;
    } catch (RuntimeException e) {
      // Nothing else restarts this thread, so it must survive any failure.
      counters.add(Outcome.FAILED, left.size());
      LOG.atError().setCause(e).addKeyValue("events", left.size()).log("events could not be sent");
    }
  }

  /** Entries worth a retry. EventBridge answers 200 even if single entries failed. */
  private List<PutEventsRequestEntry> attempt(List<PutEventsRequestEntry> batch) {
    List<PutEventsResultEntry> results;
    try {
      results = events.putEvents(request -> request.entries(batch)).entries();
    } catch (SdkException e) {
      if (e instanceof SdkServiceException service && service.isThrottlingException()) {
        return batch;
      }
      failed(batch.size(), String.valueOf(e.getMessage()));
      return List.of();
    }
    List<PutEventsRequestEntry> again = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      String code = i < results.size() ? results.get(i).errorCode() : "no result";
      if (code == null) {
        counters.add(Outcome.SENT, 1);
      } else if (WORTH_ANOTHER_TRY.contains(code)) {
        again.add(batch.get(i));
      } else {
        failed(1, code);
      }
    }
    return again;
  }

  private void failed(int count, String reason) {
    if (count > 0) {
      counters.add(Outcome.FAILED, count);
      LOG.atWarn()
          .addKeyValue("events", count)
          .addKeyValue("reason", reason)
          .log("events not sent");
    }
  }
}
