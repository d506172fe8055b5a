package io.github.ecstasktracker.trigger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/**
 * Confirms subscriptions by SNS's API, with our own credentials. A message's SubscribeURL is never
 * fetched: it is a stranger's choice of where we connect to, and confirming that way would let
 * anybody unsubscribe us.
 */
public final class SnsSubscriptions {
  private static final Logger LOG = LoggerFactory.getLogger(SnsSubscriptions.class);

  /** SNS waits 15 s for our answer. */
  private static final Duration TIMEOUT = Duration.ofSeconds(8);

  private final Map<Region, SnsClient> byRegion = new HashMap<>();

  /**
   * Prepares to confirm subscriptions to these topics.
   *
   * @param clients makes the client of a Region; asked once a Region, and the caller's to close
   */
  public SnsSubscriptions(Set<TopicArn> topics, Function<Region, SnsClient> clients) {
    topics.forEach(topic -> byRegion.computeIfAbsent(topic.region(), clients));
  }

  /** Confirms, with a token out of an authentic message. */
  Delivery confirm(TopicArn topic, String token) {
    SnsClient client = byRegion.get(topic.region());
    if (client == null) {
      throw new IllegalArgumentException("not a topic of --topic-arn: " + topic);
    }
    try {
      client.confirmSubscription(
          request ->
              request
                  .topicArn(topic.text())
                  .token(token)
                  .authenticateOnUnsubscribe("true")
                  .overrideConfiguration(config -> config.apiCallTimeout(TIMEOUT)));
      LOG.atInfo().addKeyValue("topic", topic).log("subscription confirmed");
      return new Delivery.Done();
    } catch (InvalidParameterException | NotFoundException e) {
      LOG.atWarn().setCause(e).addKeyValue("topic", topic).log("subscription not confirmed");
      return new Delivery.BadRequest("SNS does not know the token, or no longer");
    } catch (SdkException e) {
      LOG.atError().setCause(e).addKeyValue("topic", topic).log("subscription not confirmed yet");
      return Delivery.unavailable("ConfirmSubscription failed");
    }
  }
}
