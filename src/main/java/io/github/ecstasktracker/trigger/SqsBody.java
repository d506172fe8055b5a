package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.model.Trigger.Source;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a queued message in both wrappings: the event itself (from an EventBridge rule, or from SNS
 * with raw delivery), or SNS's envelope round it. The envelope's signature is not looked at: the
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

  /** What the body means; empty for the envelope of a topic that is not listened to. */
  Optional<Parsed> parse(String body) {
    return switch (BoundedJson.read(body)) {
      case BoundedJson.Document.Refused(String reason) ->
          Optional.of(new Parsed.NotUnderstood(reason));
      case BoundedJson.Document.Read(String text, JsonNode root) -> {
        if (!isEnvelope(root)) {
          yield Optional.of(EventParser.parse(root, Source.SQS));
        }
        yield listenedTo(root.path("TopicArn").asText())
            ? Optional.of(EventParser.parse(root.path("Message").asText(), Source.SQS))
            : Optional.empty();
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
