package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.Trigger.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counts messages received. Every series stands at zero from the start, so that a rate or an alert
 * never meets a missing one.
 */
public final class TriggerMetrics {
  private final Map<Source, Map<Outcome, Counter>> triggers = new EnumMap<>(Source.class);
  private final Map<SqsCall, Counter> sqsErrors = new EnumMap<>(SqsCall.class);

  public TriggerMetrics(MeterRegistry registry) {
    for (Source source : Source.values()) {
      Map<Outcome, Counter> ofSource = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        ofSource.put(
            outcome,
            Counter.builder("ecs_task_tracker.triggers")
                .description("Messages received, by where they came from and what became of them")
                .tag("source", label(source))
                .tag("outcome", label(outcome))
                .register(registry));
      }
      triggers.put(source, ofSource);
    }
    for (SqsCall call : SqsCall.values()) {
      sqsErrors.put(
          call,
          Counter.builder("ecs_task_tracker.sqs.errors")
              .description("Calls to SQS, or single messages of them, that failed")
              .tag("operation", label(call))
              .register(registry));
    }
  }

  /** What became of a message. */
  enum Outcome {
    /** ECS will be asked. */
    ACCEPTED,
    /** Names only clusters or services that are not followed. */
    NOT_OURS,
    /** About another account or Region, or a task id that ECS does not use. */
    FOREIGN,
    /** Understood, and nothing follows. */
    NOTHING,
    /** Not understood: ECS will be asked about everything. */
    NOT_UNDERSTOOD,
    /** Stopping, not the leader, or full: the sender will try again. */
    UNAVAILABLE,
    /** Malformed, forged, or from a stranger. */
    REFUSED,
    /** SNS's own authentic message about a subscription. */
    CONTROL
  }

  /** What is asked of SQS. */
  enum SqsCall {
    RECEIVE,
    DELETE,
    EXTEND,
    RELEASE
  }

  void count(Source source, Outcome outcome) {
    Map<Outcome, Counter> ofSource = triggers.get(source);
    if (ofSource == null) {
      throw new IllegalArgumentException("no message comes from " + source);
    }
    counter(ofSource, outcome).increment();
  }

  void countSqsError(SqsCall call) {
    counter(sqsErrors, call).increment();
  }

  private static <K extends Enum<K>> Counter counter(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + key);
    }
    return counter;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
