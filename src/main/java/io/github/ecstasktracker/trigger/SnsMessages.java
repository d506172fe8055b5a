package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.Trigger.Source;
import io.github.ecstasktracker.trigger.TriggerMetrics.Outcome;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.messagemanager.sns.model.SnsMessage;
import software.amazon.awssdk.messagemanager.sns.model.SnsNotification;
import software.amazon.awssdk.messagemanager.sns.model.SnsSubscriptionConfirmation;

/**
 * Takes what SNS delivers by HTTP. Nothing is fetched, confirmed or triggered before the message is
 * proven to come from SNS and from a topic of the operator's.
 */
public final class SnsMessages implements PostedSource {
  private static final Logger LOG = LoggerFactory.getLogger(SnsMessages.class);

  private final SnsPrecheck precheck;
  private final SnsVerifier verifier;
  private final SnsSubscriptions subscriptions;
  private final TriggerReceiver receiver;
  private final TriggerMetrics metrics;

  public SnsMessages(
      SnsPrecheck precheck,
      SnsVerifier verifier,
      SnsSubscriptions subscriptions,
      TriggerReceiver receiver,
      TriggerMetrics metrics) {
    this.precheck = precheck;
    this.verifier = verifier;
    this.subscriptions = subscriptions;
    this.receiver = receiver;
    this.metrics = metrics;
  }

  /** In the place of one that is not configured. */
  public static PostedSource closed() {
    return PostedSource.closed(SnsPrecheck.TYPE_HEADER, "no SNS topic is listened to");
  }

  @Override
  public String header() {
    return SnsPrecheck.TYPE_HEADER;
  }

  @Override
  public void close(Duration deadline) {
    verifier.close();
  }

  /**
   * Handles one delivery. Blocks where a certificate must be fetched or a subscription confirmed.
   *
   * @param headers with names that are compared without regard to case
   */
  @Override
  public Delivery handle(Map<String, String> headers, byte[] body) {
    return switch (precheck.check(headers, body)) {
      case SnsPrecheck.Verdict.Refused(Delivery answer) -> refused(answer);
      case SnsPrecheck.Verdict.Passed(TopicArn topic, String text) -> verify(topic, text);
    };
  }

  private Delivery verify(TopicArn topic, String text) {
    return switch (verifier.verify(topic, text)) {
      case SnsVerifier.Verdict.Authentic(SnsMessage message) -> authentic(topic, message);
      case SnsVerifier.Verdict.Forged(RuntimeException why) -> {
        // The trace only at DEBUG: strangers decide how often this line is written.
        LOG.atWarn().addKeyValue("topic", topic).log("SNS signature refused");
        LOG.debug("SNS signature refused, because", why);
        yield refused(new Delivery.Forbidden("the signature does not prove that SNS sent this"));
      }
      case SnsVerifier.Verdict.Unavailable(RuntimeException why) -> {
        LOG.atWarn().setCause(why).addKeyValue("topic", topic).log("SNS certificate unavailable");
        metrics.count(Source.SNS, Outcome.UNAVAILABLE);
        yield Delivery.unavailable("the signing certificate cannot be had now");
      }
    };
  }

  private Delivery authentic(TopicArn topic, SnsMessage message) {
    return switch (message) {
      case SnsNotification notification ->
          receiver.receive(notification.message(), Source.SNS, () -> {});
      case SnsSubscriptionConfirmation confirmation -> {
        metrics.count(Source.SNS, Outcome.CONTROL);
        yield subscriptions.confirm(topic, confirmation.token());
      }
      default -> {
        metrics.count(Source.SNS, Outcome.CONTROL);
        LOG.atWarn()
            .addKeyValue("topic", topic)
            .log("SNS reports that this endpoint was unsubscribed");
        yield new Delivery.Done();
      }
    };
  }

  private Delivery refused(Delivery answer) {
    receiver.refused(Source.SNS);
    return answer;
  }
}
