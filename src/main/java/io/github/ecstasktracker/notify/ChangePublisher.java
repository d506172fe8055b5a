package io.github.ecstasktracker.notify;

import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.BackgroundBatches;
import io.github.ecstasktracker.model.BackgroundBatches.Unwritten;
import io.github.ecstasktracker.model.Pause;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/**
 * Publishes every applied write to an event bus, in the background and in order.
 *
 * <ul>
 *   <li>Delivery is at most once: events that a killed process had not sent are lost. Consumers
 *       that need completeness must read the table.
 *   <li>Entries that EventBridge reports as retryable are retried twice.
 * </ul>
 */
public final class ChangePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(ChangePublisher.class);

  static final int CAPACITY = 1_000;

  /** docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html. */
  static final int BATCH = 10;

  private static final int ATTEMPTS = 3;
  private static final Set<String> WORTH_ANOTHER_TRY =
      Set.of("InternalFailure", "InternalException", "ThrottlingException");

  private final EventBridgeClient events;
  private final String bus;
  private final String table;
  private final OutcomeCounters<Outcome> counters;
  private final BackgroundBatches<PutEventsRequestEntry> batches;

  public ChangePublisher(
      EventBridgeClient events,
      String bus,
      String table,
      OutcomeCounters<Outcome> counters,
      Executor executor,
      Pause pause) {
    this.events = events;
    this.bus = bus;
    this.table = table;
    this.counters = counters;
    this.batches =
        new BackgroundBatches<>(
            new BackgroundBatches.Limits(CAPACITY, BATCH, ATTEMPTS), new Writer(), executor, pause);
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
    batches.offer(ChangeEvent.of(change, bus, table));
  }

  /** Sends the queued events within the deadline and drops the rest. */
  public void close(Duration deadline) {
    batches.close(deadline);
  }

  private final class Writer implements BackgroundBatches.Writer<PutEventsRequestEntry> {
    /** EventBridge answers 200 even if single entries failed. */
    @Override
    public Unwritten<PutEventsRequestEntry> write(List<PutEventsRequestEntry> batch) {
      List<PutEventsResultEntry> results;
      try {
        results = events.putEvents(request -> request.entries(batch)).entries();
      } catch (SdkException e) {
        String reason = String.valueOf(e.getMessage());
        if (e instanceof SdkServiceException service && service.isThrottlingException()) {
          return new Unwritten<>(batch, reason);
        }
        failed(batch.size(), reason);
        return Unwritten.none();
      }
      List<PutEventsRequestEntry> again = new ArrayList<>();
      String reason = "";
      for (int i = 0; i < batch.size(); i++) {
        String code = i < results.size() ? results.get(i).errorCode() : "no result";
        if (code == null) {
          counters.add(Outcome.SENT, 1);
        } else if (WORTH_ANOTHER_TRY.contains(code)) {
          again.add(batch.get(i));
          reason = code;
        } else {
          failed(1, code);
        }
      }
      return new Unwritten<>(again, reason);
    }

    @Override
    public void failed(int events, String reason) {
      counters.add(Outcome.FAILED, events);
      LOG.atWarn()
          .addKeyValue("events", events)
          .addKeyValue("reason", reason)
          .log("events not sent");
    }

    @Override
    public void dropped(int events) {
      counters.add(Outcome.DROPPED, events);
    }
  }
}
