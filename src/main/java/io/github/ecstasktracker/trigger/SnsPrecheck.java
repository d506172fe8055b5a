package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything that can be asked of an SNS message without a call to anywhere. What passes names a
 * topic of ours and a certificate on that topic's own SNS host; nothing is fetched for the rest.
 *
 * <p>The official verifier is asked afterwards. It knows no topics (anybody can subscribe our url
 * to a topic of his own, and SNS signs that correctly), no time window, and takes any port, path
 * and query on the right host; hence these checks.
 */
public final class SnsPrecheck {
  static final String TYPE_HEADER = "x-amz-sns-message-type";
  private static final String TOPIC_HEADER = "x-amz-sns-topic-arn";
  private static final String RAW_HEADER = "x-amz-sns-rawdelivery";
  private static final Set<String> TYPES =
      Set.of("Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation");
  private static final Set<String> SIGNATURE_VERSIONS = Set.of("1", "2");
  private static final Pattern CERTIFICATE_PATH =
      Pattern.compile("/SimpleNotificationService-[0-9a-f]{1,128}\\.pem");

  /**
   * SNS stops after 3,600 s of retries
   * (docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html).
   */
  private static final Duration OLDEST = Duration.ofHours(1);

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final Set<TopicArn> topics;
  private final InstantSource clock;

  /**
   * Checks against a list of topics.
   *
   * @param topics the only topics to listen to; empty refuses everything
   * @param clock wall time: the window is against SNS's own clock
   */
  public SnsPrecheck(Set<TopicArn> topics, InstantSource clock) {
    this.topics = Set.copyOf(topics);
    this.clock = clock;
  }

  /** Whether to go on. */
  sealed interface Verdict {
    /** Worth a verification: for this topic, of this text. */
    record Passed(TopicArn topic, String text) implements Verdict {}

    /** Not worth it, with the answer. */
    record Refused(Delivery answer) implements Verdict {}
  }

  /**
   * Checks a message.
   *
   * @param headers with names that are compared without regard to case
   */
  Verdict check(Map<String, String> headers, byte[] body) {
    if (!headers.getOrDefault(RAW_HEADER, "false").equalsIgnoreCase("false")) {
      return bad("raw message delivery carries no signature: switch it off");
    }
    return switch (BoundedJson.read(body)) {
      case BoundedJson.Document.Refused(String reason) -> bad("body: " + reason);
      case BoundedJson.Document.Read(String text, JsonNode message) ->
          checkTopic(headers, text, message);
    };
  }

  private Verdict checkTopic(Map<String, String> headers, String text, JsonNode message) {
    String type = message.path("Type").asText();
    if (!TYPES.contains(type)) {
      return bad("Type is not one of SNS's");
    }
    if (!type.equals(headers.get(TYPE_HEADER))) {
      return bad(TYPE_HEADER + " differs from the body's Type");
    }
    String arn = message.path("TopicArn").asText();
    Optional<TopicArn> topic = topics.stream().filter(ours -> ours.text().equals(arn)).findFirst();
    if (topic.isEmpty()) {
      return forbidden("not a topic of --topic-arn");
    }
    if (!headers.getOrDefault(TOPIC_HEADER, arn).equals(arn)) {
      return bad(TOPIC_HEADER + " differs from the body's TopicArn");
    }
    return checkSigning(topic.get(), text, message);
  }

  private Verdict checkSigning(TopicArn topic, String text, JsonNode message) {
    if (!SIGNATURE_VERSIONS.contains(message.path("SignatureVersion").asText())
        || !message.path("Signature").isTextual()) {
      return bad("no signature of version 1 or 2");
    }
    if (!isSigningCertificate(message.path("SigningCertURL").asText(), topic)) {
      return forbidden("SigningCertURL is not a certificate of the topic's own SNS host");
    }
    Instant now = clock.instant();
    try {
      Instant sent = Instant.parse(message.path("Timestamp").asText());
      if (sent.isBefore(now.minus(OLDEST)) || sent.isAfter(now.plus(CLOCK_SKEW))) {
        return forbidden("Timestamp is more than an hour old or in the future");
      }
    } catch (DateTimeException e) {
      return bad("Timestamp is no time");
    }
    return new Verdict.Passed(topic, text);
  }

  private static boolean isSigningCertificate(String url, TopicArn topic) {
    try {
      URI uri = new URI(url);
      return "https".equals(uri.getScheme())
          && topic.snsHost().equals(uri.getRawAuthority())
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && CERTIFICATE_PATH.matcher(uri.getRawPath()).matches();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Verdict bad(String line) {
    return new Verdict.Refused(new Delivery.BadRequest(line));
  }

  private static Verdict forbidden(String line) {
    return new Verdict.Refused(new Delivery.Forbidden(line));
  }
}
