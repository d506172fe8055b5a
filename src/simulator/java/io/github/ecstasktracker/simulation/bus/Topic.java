package io.github.ecstasktracker.simulation.bus;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Timeline;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An SNS topic.
 *
 * <ul>
 *   <li>An HTTP subscriber gets nothing but the request to confirm until it has confirmed.
 *   <li>Every message but a raw one is signed.
 * </ul>
 */
public final class Topic implements EventTarget {
  /** Always three digits: the signature is over this text, and its verifier writes it so. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final String arn;
  private final SnsSite site;
  private final Queues queues;
  private final Deliveries deliveries;
  private final Timeline timeline;
  private final Dice dice;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private int signatureVersion = 1;
  private Optional<String> policy = Optional.empty();

  Topic(
      String arn,
      SnsSite site,
      Queues queues,
      Deliveries deliveries,
      Timeline timeline,
      Dice dice) {
    this.arn = arn;
    this.site = site;
    this.queues = queues;
    this.deliveries = deliveries;
    this.timeline = timeline;
    this.dice = dice;
  }

  public String arn() {
    return arn;
  }

  public int signatureVersion() {
    return signatureVersion;
  }

  public void policy(Optional<String> text) {
    policy = text;
  }

  public Optional<String> policy() {
    return policy;
  }

  /** 1, a topic's default, or 2. */
  public void signatureVersion(int version) {
    signatureVersion = version;
  }

  /** A queue in the same account needs no confirmation. */
  public String subscribeQueue(String queueName, boolean raw) {
    return add(Subscription.Protocol.SQS, queues.obtain(queueName).arn(), raw, true).arn;
  }

  /** Sends the request to confirm, with its token, to the URL. */
  public String subscribeHttp(URI endpoint, boolean raw) {
    Subscription added =
        add(Subscription.Protocol.HTTP, endpoint.toString(), raw, /* confirmed= */ false);
    String message =
        "You have chosen to subscribe to the topic "
            + arn
            + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.";
    SnsEnvelope envelope =
        envelope("SubscriptionConfirmation", message)
            .with("Token", added.token)
            .with("SubscribeURL", subscribeUrl(added.token));
    post(added, "SubscriptionConfirmation", envelope, Map.of());
    return added.arn;
  }

  private Subscription add(
      Subscription.Protocol protocol, String endpoint, boolean raw, boolean confirmed) {
    Subscription subscription =
        new Subscription(arn + ":" + dice.uuid(), protocol, endpoint, raw, dice.hex(64), confirmed);
    subscriptions.add(subscription);
    return subscription;
  }

  /** The subscription's ARN, if the token is one of the topic's. */
  public Optional<String> confirm(String token) {
    for (Subscription subscription : subscriptions) {
      if (subscription.token.equals(token)) {
        subscription.confirmed = true;
        return Optional.of(subscription.arn);
      }
    }
    return Optional.empty();
  }

  public int confirmed() {
    return (int) subscriptions.stream().filter(s -> s.confirmed).count();
  }

  public int pending() {
    return subscriptions.size() - confirmed();
  }

  @Override
  public void deliver(String event) {
    publish(event, Optional.empty());
  }

  public String publish(String message, Optional<String> subject) {
    SnsEnvelope envelope = envelope("Notification", message);
    subject.ifPresent(s -> envelope.with("Subject", s));
    for (Subscription each : subscriptions) {
      if (!each.confirmed) {
        continue;
      }
      Map<String, String> unsigned =
          Map.of("UnsubscribeURL", site.url("Unsubscribe") + "&SubscriptionArn=" + each.arn);
      switch (each.protocol) {
        case SQS ->
            queues
                .find(queueName(each.endpoint))
                .orElseThrow()
                .send(each.raw ? message : signed(envelope, unsigned));
        case HTTP -> {
          if (each.raw) {
            post(each, "Notification", envelope.messageId(), message);
          } else {
            post(each, "Notification", envelope, unsigned);
          }
        }
      }
    }
    return envelope.messageId();
  }

  /** An envelope as SNS would send it, for tests that post by themselves. */
  public String sample(String message) {
    return signed(envelope("Notification", message), Map.of());
  }

  private static String queueName(String queueArn) {
    return queueArn.substring(queueArn.lastIndexOf(':') + 1);
  }

  private SnsEnvelope envelope(String type, String message) {
    String time = TIME.format(timeline.now());
    return new SnsEnvelope(type, dice.uuid().toString(), arn, time, message);
  }

  private String signed(SnsEnvelope envelope, Map<String, String> unsigned) {
    return envelope.signed(
        SigningKey.ofThisProcess(), signatureVersion, site.certificateUrl(), unsigned);
  }

  private void post(
      Subscription to, String type, SnsEnvelope envelope, Map<String, String> unsigned) {
    post(to, type, envelope.messageId(), signed(envelope, unsigned));
  }

  private void post(Subscription to, String type, String messageId, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-amz-sns-message-type", type);
    headers.put("x-amz-sns-message-id", messageId);
    headers.put("x-amz-sns-topic-arn", arn);
    if (to.confirmed) {
      headers.put("x-amz-sns-subscription-arn", to.arn);
    }
    if (to.raw) {
      headers.put("x-amz-sns-rawdelivery", "true");
    }
    headers.put("Content-Type", "text/plain; charset=UTF-8");
    headers.put("User-Agent", "Amazon Simple Notification Service Agent");
    deliveries.send(new Post(URI.create(to.endpoint), headers, body), Deliveries.Rules.SNS);
  }

  private String subscribeUrl(String token) {
    return site.url("ConfirmSubscription")
        + "&TopicArn="
        + URLEncoder.encode(arn, StandardCharsets.UTF_8)
        + "&Token="
        + token;
  }
}
