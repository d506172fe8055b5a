package io.github.ecstasktracker.trigger;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.messagemanager.sns.SnsMessageManager;
import software.amazon.awssdk.messagemanager.sns.model.SnsMessage;
import software.amazon.awssdk.regions.Region;

/**
 * Checks signatures by AWS's own library, for the Regions of the topics that are listened to. May
 * block for the first message that a certificate signed; the certificate is kept.
 */
public final class SnsVerifier implements AutoCloseable {
  private final Map<Region, SnsMessageManager> byRegion = new HashMap<>();

  public SnsVerifier(Set<TopicArn> topics, CertificateClient certificates) {
    for (TopicArn topic : topics) {
      byRegion.computeIfAbsent(
          topic.region(),
          region -> SnsMessageManager.builder().region(region).httpClient(certificates).build());
    }
  }

  /** What a signature proved. */
  sealed interface Verdict {
    /** SNS sent this for the topic. Nothing but this may be used from here on. */
    record Authentic(SnsMessage message) implements Verdict {}

    /** SNS did not send this. */
    record Forged(RuntimeException why) implements Verdict {}

    /** The certificate cannot be had now. */
    record Unavailable(RuntimeException why) implements Verdict {}
  }

  /** Verifies a message that the pre-checks passed for this topic. */
  Verdict verify(TopicArn topic, String text) {
    SnsMessageManager manager = byRegion.get(topic.region());
    if (manager == null) {
      throw new IllegalArgumentException("not a topic of --topic-arn: " + topic);
    }
    try {
      SnsMessage message = manager.parseMessage(text);
      return topic.text().equals(message.topicArn())
          ? new Verdict.Authentic(message)
          : new Verdict.Forged(new IllegalStateException("signed for another topic"));
    } catch (RuntimeException e) {
      // All of them: the library reports a bad message as SdkClientException, UncheckedIOException,
      // NullPointerException or IllegalArgumentException.
      return isUnavailable(e) ? new Verdict.Unavailable(e) : new Verdict.Forged(e);
    }
  }

  private static boolean isUnavailable(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (cause instanceof CertificateClient.Unavailable) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  @Override
  public void close() {
    byRegion.values().forEach(SnsMessageManager::close);
  }
}
