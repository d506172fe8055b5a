package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.Source;
import io.github.ecstasktracker.trigger.TriggerMetrics.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands an authentic message to the controller, and counts it once. A message that names several
 * services is served when all of them are; one that was not understood asks for a look at
 * everything.
 */
public final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final TriggerSink sink;
  private final TriggerMetrics metrics;

  public Intake(TriggerSink sink, TriggerMetrics metrics) {
    this.sink = sink;
    this.metrics = metrics;
  }

  /** What the bearer of a message should know. */
  public enum Reception {
    /** {@code served} will run. */
    ACCEPTED,
    /** Done with; {@code served} will not run. */
    NOTHING_TO_DO,
    /** Try again later; {@code served} will not run. */
    UNAVAILABLE
  }

  /** Hands it on. Never blocks. */
  public Reception offer(Parsed parsed, Source source, Runnable served) {
    return switch (parsed) {
      case Parsed.Nothing nothing -> {
        metrics.count(source, Outcome.NOTHING);
        yield Reception.NOTHING_TO_DO;
      }
      case Parsed.Triggers(List<Trigger> triggers) -> {
        Reception reception = offerAll(triggers, served);
        metrics.count(
            source,
            switch (reception) {
              case ACCEPTED -> Outcome.ACCEPTED;
              case NOTHING_TO_DO -> Outcome.NOT_OURS;
              case UNAVAILABLE -> Outcome.UNAVAILABLE;
            });
        yield reception;
      }
      case Parsed.NotUnderstood(String reason) -> {
        LOG.atWarn()
            .addKeyValue("source", source)
            .addKeyValue("reason", reason)
            .log("a message was not understood; looking at everything");
        Reception reception = offerAll(List.of(Trigger.everything(source)), served);
        metrics.count(
            source,
            reception == Reception.UNAVAILABLE ? Outcome.UNAVAILABLE : Outcome.NOT_UNDERSTOOD);
        yield reception;
      }
    };
  }

  /** Counts a message that was malformed, forged, or from a stranger. */
  public void refused(Source source) {
    metrics.count(source, Outcome.REFUSED);
  }

  private Reception offerAll(List<Trigger> triggers, Runnable served) {
    // One share more than there are triggers, held until all are offered: so served can run neither
    // early nor after an UNAVAILABLE.
    AtomicInteger open = new AtomicInteger(triggers.size() + 1);
    Runnable settle =
        () -> {
          if (open.decrementAndGet() == 0) {
            served.run();
          }
        };
    boolean accepted = false;
    for (Trigger trigger : triggers) {
      switch (sink.accept(trigger, settle)) {
        case ACCEPTED -> accepted = true;
        case NOT_OURS -> settle.run();
        case UNAVAILABLE -> {
          return Reception.UNAVAILABLE;
        }
      }
    }
    if (!accepted) {
      return Reception.NOTHING_TO_DO;
    }
    settle.run();
    return Reception.ACCEPTED;
  }
}
