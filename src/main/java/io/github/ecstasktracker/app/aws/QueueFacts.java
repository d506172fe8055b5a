package io.github.ecstasktracker.app.aws;

import io.github.ecstasktracker.model.Result;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Attributes of an SQS queue.
 *
 * @param waiting approximate number of messages not received yet
 * @param retention how long a message is kept
 * @param deadLetters whether the queue has a dead letter queue
 */
public record QueueFacts(String waiting, boolean deadLetters, Duration retention) {
  /**
   * Reads the attributes without receiving messages: a receive would count towards the dead letter
   * queue.
   */
  public static Result<QueueFacts> of(SqsClient sqs, URI url) {
    try {
      Map<QueueAttributeName, String> attributes =
          sqs.getQueueAttributes(
                  request ->
                      request.queueUrl(url.toString()).attributeNames(QueueAttributeName.ALL))
              .attributes();
      return new Result.Ok<>(
          new QueueFacts(
              attributes.getOrDefault(
                  QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "an unknown number of"),
              attributes.containsKey(QueueAttributeName.REDRIVE_POLICY),
              Duration.ofSeconds(
                  Long.parseLong(
                      attributes.getOrDefault(
                          QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600")))));
    } catch (SdkException e) {
      return new Result.Failed<>(Failure.line("GetQueueAttributes", e), false);
    }
  }
}
