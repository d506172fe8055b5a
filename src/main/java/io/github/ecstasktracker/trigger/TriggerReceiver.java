package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.controller.TriggerSink.Acceptance;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.Source;
import io.github.ecstasktracker.trigger.TriggerMetrics.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the triggers of an authentic message to the controller, and counts the message once.
 *
 * <p>Answers {@link Delivery.Accepted}, {@link Delivery.Done} or {@link Delivery.Unavailable}. A
 * message's {@code acknowledged} runs once, and only after Accepted: when ECS has been asked about
 * everything that the message names. Never blocks, and never throws for its input.
 */
public final class TriggerReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerReceiver.class);

  private final EventParser parser;
  private final TriggerSink sink;
  private final PassRequests passes;
  private final TriggerMetrics metrics;

  public TriggerReceiver(
      EventParser parser, TriggerSink sink, PassRequests passes, TriggerMetrics metrics) {
    this.parser = parser;
    this.sink = sink;
    this.passes = passes;
    this.metrics = metrics;
  }

  /** Takes an event as text. */
  public Delivery receive(String event, Source source, Runnable acknowledged) {
    return receive(parser.parse(event, source), source, acknowledged);
  }

  /** Takes an event that has been read. */
  Delivery receive(JsonNode event, Source source, Runnable acknowledged) {
    return receive(parser.parse(event, source), source, acknowledged);
  }

  /** Takes what a message means. */
  public Delivery receive(Parsed parsed, Source source, Runnable acknowledged) {
    return switch (parsed) {
      case Parsed.Nothing _ -> done(source, Outcome.NOTHING);
      case Parsed.Foreign(String reason) -> {
        LOG.atDebug().addKeyValue("reason", reason).log("dropped an event that is not ours");
        yield done(source, Outcome.FOREIGN);
      }
      case Parsed.Pass _ ->
          passes.request(() -> sink.accept(Trigger.pass(source), () -> {}) == Acceptance.ACCEPTED)
              ? done(source, Outcome.ACCEPTED)
              : unavailable(source);
      case Parsed.Triggers(List<Trigger> triggers) ->
          switch (acceptAll(triggers, acknowledged)) {
            case ACCEPTED -> accepted(source, Outcome.ACCEPTED);
            case NOT_OURS -> done(source, Outcome.NOT_OURS);
            case UNAVAILABLE -> unavailable(source);
          };
      case Parsed.NotUnderstood(String reason) -> {
        LOG.atWarn()
            .addKeyValue("source", source)
            .addKeyValue("reason", reason)
            .log("message not understood; asking ECS about everything");
        yield switch (acceptAll(List.of(Trigger.everything(source)), acknowledged)) {
          case ACCEPTED -> accepted(source, Outcome.NOT_UNDERSTOOD);
          case NOT_OURS -> done(source, Outcome.NOT_UNDERSTOOD);
          case UNAVAILABLE -> unavailable(source);
        };
      }
    };
  }

  /** Counts a message that was malformed, forged, or from a stranger. */
  public void refused(Source source) {
    metrics.count(source, Outcome.REFUSED);
  }

  private Delivery accepted(Source source, Outcome outcome) {
    metrics.count(source, outcome);
    return new Delivery.Accepted();
  }

  private Delivery done(Source source, Outcome outcome) {
    metrics.count(source, outcome);
    return new Delivery.Done();
  }

  private Delivery unavailable(Source source) {
    metrics.count(source, Outcome.UNAVAILABLE);
    return Delivery.unavailable("not taking triggers now");
  }

  private Acceptance acceptAll(List<Trigger> triggers, Runnable acknowledged) {
    // One share more than there are triggers, held until all are offered: so acknowledged can run
    // neither early nor after an UNAVAILABLE.
    AtomicInteger open = new AtomicInteger(triggers.size() + 1);
    Runnable share =
        () -> {
          if (open.decrementAndGet() == 0) {
            acknowledged.run();
          }
        };
    boolean accepted = false;
    for (Trigger trigger : triggers) {
      switch (sink.accept(trigger, share)) {
        case ACCEPTED -> accepted = true;
        case NOT_OURS -> share.run();
        case UNAVAILABLE -> {
          return Acceptance.UNAVAILABLE;
        }
      }
    }
    if (!accepted) {
      return Acceptance.NOT_OURS;
    }
    share.run();
    return Acceptance.ACCEPTED;
  }
}
