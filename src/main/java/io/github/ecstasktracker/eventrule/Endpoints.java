package io.github.ecstasktracker.eventrule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.model.Result;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queues and topics as targets of a rule: their names and policies. */
final class Endpoints {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SqsClient sqs;
  private final Supplier<SnsClient> sns;

  Endpoints(SqsClient sqs, Supplier<SnsClient> sns) {
    this.sqs = sqs;
    this.sns = sns;
  }

  /**
   * A queue or topic as it is now.
   *
   * @param redriveArn its dead letter queue
   */
  record Found(Endpoint endpoint, Optional<String> policy, Optional<String> redriveArn) {}

  Result<Found> queue(String url) {
    return Attempts.of(
            "GetQueueAttributes",
            () ->
                sqs.getQueueAttributes(
                        request ->
                            request
                                .queueUrl(url)
                                .attributeNames(
                                    QueueAttributeName.QUEUE_ARN,
                                    QueueAttributeName.POLICY,
                                    QueueAttributeName.REDRIVE_POLICY))
                    .attributes())
        .map(attributes -> queue(url, attributes));
  }

  Result<Found> topic(String arn) {
    return Attempts.of(
            "GetTopicAttributes",
            () -> sns.get().getTopicAttributes(request -> request.topicArn(arn)).attributes())
        .map(
            attributes ->
                new Found(
                    new Endpoint(Endpoint.Kind.TOPIC, arn, arn),
                    Optional.ofNullable(attributes.get("Policy")),
                    Optional.empty()));
  }

  /** The queue with an ARN: SQS identifies queues by URL. */
  Result<Found> queueOf(String arn) {
    String[] parts = arn.split(":", 6);
    Result<String> url =
        Attempts.of(
            "GetQueueUrl",
            () ->
                sqs.getQueueUrl(
                        request -> request.queueName(parts[5]).queueOwnerAWSAccountId(parts[4]))
                    .queueUrl());
    return switch (url) {
      case Result.Ok<String>(String found) -> queue(found);
      case Result.Failed<String> failed -> failed.as();
    };
  }

  /** Replaces the policy. SQS and SNS support no condition on the previous policy. */
  Result<Endpoint> policy(Endpoint endpoint, String policy) {
    return switch (endpoint.kind()) {
      case QUEUE ->
          Attempts.of(
                  "SetQueueAttributes",
                  () ->
                      sqs.setQueueAttributes(
                          request ->
                              request
                                  .queueUrl(endpoint.address())
                                  .attributes(Map.of(QueueAttributeName.POLICY, policy))))
              .map(_ -> endpoint);
      case TOPIC ->
          Attempts.of(
                  "SetTopicAttributes",
                  () ->
                      sns.get()
                          .setTopicAttributes(
                              request ->
                                  request
                                      .topicArn(endpoint.arn())
                                      .attributeName("Policy")
                                      .attributeValue(policy)))
              .map(_ -> endpoint);
    };
  }

  private static Found queue(String url, Map<QueueAttributeName, String> attributes) {
    return new Found(
        new Endpoint(
            Endpoint.Kind.QUEUE, attributes.getOrDefault(QueueAttributeName.QUEUE_ARN, ""), url),
        Optional.ofNullable(attributes.get(QueueAttributeName.POLICY)),
        Optional.ofNullable(attributes.get(QueueAttributeName.REDRIVE_POLICY))
            .flatMap(Endpoints::redriveArn));
  }

  private static Optional<String> redriveArn(String redrivePolicy) {
    try {
      return Optional.of(JSON.readTree(redrivePolicy).path("deadLetterTargetArn").asText())
          .filter(arn -> arn.startsWith("arn:"));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
