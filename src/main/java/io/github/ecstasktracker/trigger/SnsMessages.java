package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.Trigger.Source;
import io.github.ecstasktracker.trigger.TriggerMetrics.Outcome;
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
public final class SnsMessages {
  private static final Logger LOG = LoggerFactory.getLogger(SnsMessages.class);

  private final SnsPrecheck precheck;
  private final SnsVerifier verifier;
  private final SnsSubscriptions subscriptions;
  private final Intake intake;
  private final TriggerMetrics metrics;

  public SnsMessages(
      SnsPrecheck precheck,
      SnsVerifier verifier,
      SnsSubscriptions subscriptions,
      Intake intake,
      TriggerMetrics metrics) {
    this.precheck = precheck;
    this.verifier = verifier;
    this.subscriptions = subscriptions;
    this.intake = intake;
    this.metrics = metrics;
  }

  /**
   * Handles one delivery. Blocks where a certificate must be fetched or a subscription confirmed.
   *
   * @param headers with names that are compared without regard to case
   */
  Delivery handle(Map<String, String> headers, byte[] body) {
    return switch (precheck.check(headers, body)) {
      case SnsPrecheck.Verdict.Refused(Delivery answer) -> refused(answer);
      case SnsPrecheck.Verdict.Passed(TopicArn topic, String text) -> verify(topic, text);
    };
  }

  private Delivery verify(TopicArn topic, String text) {
    return switch (verifier.verify(topic, text)) {
      case SnsVerifier.Verdict.Authentic(SnsMessage message) -> authentic(topic, message);
      case SnsVerifier.Verdict.Forged(RuntimeException why) -> {
        // The trace only for who asks: strangers decide how often this line is written.
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
          Delivery.of(
              intake.offer(
                  EventParser.parse(notification.message(), Source.SNS), Source.SNS, () -> {}));
      case SnsSubscriptionConfirmation confirmation -> {
        metrics.count(Source.SNS, Outcome.CONTROL);
        yield subscriptions.confirm(topic, confirmation.token());
      }
      default -> {
        metrics.count(Source.SNS, Outcome.CONTROL);
        LOG.atWarn().addKeyValue("topic", topic).log("SNS says that we were unsubscribed");
        yield new Delivery.Accepted();
      }
    };
  }

  private Delivery refused(Delivery answer) {
    metrics.count(Source.SNS, Outcome.REFUSED);
    return answer;
  }
}
