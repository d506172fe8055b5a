package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * Reads a queued message in both wrappings: the event itself (from an EventBridge rule, or from SNS
 * with raw delivery), or SNS's envelope round it. The envelope's signature is not checked: the
 * queue's policy decides who may send.
 */
final class SqsBody {
  private final Set<TopicArn> topics;

  /**
   * A reader.
   *
   * @param topics the only topics whose envelopes count; empty for any
   */
  SqsBody(Set<TopicArn> topics) {
    this.topics = Set.copyOf(topics);
  }

  /** What is in a queued message. */
  sealed interface Body {
    /** An event, or what stands in the place of one. */
    record Event(JsonNode event) implements Body {}

    /** The same, not read yet. */
    record Text(String event) implements Body {}

    /** The envelope of a topic that is not listened to. */
    record OtherTopic() implements Body {}
  }

  Body read(String body) {
    return switch (BoundedJson.read(body)) {
      case BoundedJson.Document.Refused _ -> new Body.Text(body);
      case BoundedJson.Document.Read(String text, JsonNode root) -> {
        if (!isEnvelope(root)) {
          yield new Body.Event(root);
        }
        yield listenedTo(root.path("TopicArn").asText())
            ? new Body.Text(root.path("Message").asText())
            : new Body.OtherTopic();
      }
    };
  }

  private static boolean isEnvelope(JsonNode root) {
    return root.path("Type").asText().equals("Notification")
        && root.path("TopicArn").isTextual()
        && root.path("Message").isTextual();
  }

  private boolean listenedTo(String arn) {
    return topics.isEmpty() || topics.stream().anyMatch(topic -> topic.text().equals(arn));
  }
}
