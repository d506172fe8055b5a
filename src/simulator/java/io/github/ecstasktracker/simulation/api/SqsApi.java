package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.CHANGE_MESSAGE_VISIBILITY;
import static io.github.ecstasktracker.simulation.faults.Operation.CHANGE_MESSAGE_VISIBILITY_BATCH;
import static io.github.ecstasktracker.simulation.faults.Operation.DELETE_MESSAGE;
import static io.github.ecstasktracker.simulation.faults.Operation.DELETE_MESSAGE_BATCH;
import static io.github.ecstasktracker.simulation.faults.Operation.GET_QUEUE_ATTRIBUTES;
import static io.github.ecstasktracker.simulation.faults.Operation.GET_QUEUE_URL;
import static io.github.ecstasktracker.simulation.faults.Operation.SEND_MESSAGE;
import static io.github.ecstasktracker.simulation.faults.Operation.SET_QUEUE_ATTRIBUTES;

import io.github.ecstasktracker.simulation.bus.Queues;
import io.github.ecstasktracker.simulation.bus.SimulatedQueue;
import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.Gate;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;

/** The SQS operations but ReceiveMessage, which is {@link SqsReceiveApi}. */
public final class SqsApi {
  private static final int MOST_IN_BATCH = 10;
  private static final int MOST_HIDDEN_SECONDS = 43_200;

  private final Gate gate;
  private final Queues queues;

  SqsApi(Gate gate, Queues queues) {
    this.gate = gate;
    this.queues = queues;
  }

  public SendMessageResponse sendMessage(SendMessageRequest request) {
    return gate.call(
        SEND_MESSAGE,
        faults ->
            SendMessageResponse.builder()
                .messageId(
                    queue(queues, SEND_MESSAGE, request.queueUrl()).send(request.messageBody()))
                .md5OfMessageBody(Md5.of(request.messageBody()))
                .build());
  }

  public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
    return gate.call(
        DELETE_MESSAGE,
        faults -> {
          queue(queues, DELETE_MESSAGE, request.queueUrl()).delete(request.receiptHandle());
          return DeleteMessageResponse.builder().build();
        });
  }

  public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest request) {
    return gate.call(DELETE_MESSAGE_BATCH, faults -> deleteBatch(request));
  }

  private DeleteMessageBatchResponse deleteBatch(DeleteMessageBatchRequest request) {
    SimulatedQueue queue = queue(queues, DELETE_MESSAGE_BATCH, request.queueUrl());
    checkBatch(
        DELETE_MESSAGE_BATCH,
        request.entries().stream().map(DeleteMessageBatchRequestEntry::id).toList());
    List<DeleteMessageBatchResultEntry> done = new ArrayList<>();
    for (DeleteMessageBatchRequestEntry entry : request.entries()) {
      queue.delete(entry.receiptHandle());
      done.add(DeleteMessageBatchResultEntry.builder().id(entry.id()).build());
    }
    return DeleteMessageBatchResponse.builder().successful(done).failed(List.of()).build();
  }

  public ChangeMessageVisibilityResponse changeMessageVisibility(
      ChangeMessageVisibilityRequest request) {
    return gate.call(
        CHANGE_MESSAGE_VISIBILITY,
        faults -> {
          int seconds = request.visibilityTimeout();
          checkSeconds(CHANGE_MESSAGE_VISIBILITY, seconds);
          boolean inFlight =
              queue(queues, CHANGE_MESSAGE_VISIBILITY, request.queueUrl())
                  .changeVisibility(request.receiptHandle(), Duration.ofSeconds(seconds));
          if (!inFlight) {
            throw bad(
                CHANGE_MESSAGE_VISIBILITY, "MessageNotInflight", "the message is not in flight");
          }
          return ChangeMessageVisibilityResponse.builder().build();
        });
  }

  /** As SQS: each entry has its own answer. */
  public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
      ChangeMessageVisibilityBatchRequest request) {
    return gate.call(CHANGE_MESSAGE_VISIBILITY_BATCH, faults -> changeBatch(request));
  }

  private ChangeMessageVisibilityBatchResponse changeBatch(
      ChangeMessageVisibilityBatchRequest request) {
    SimulatedQueue queue = queue(queues, CHANGE_MESSAGE_VISIBILITY_BATCH, request.queueUrl());
    checkBatch(
        CHANGE_MESSAGE_VISIBILITY_BATCH,
        request.entries().stream().map(ChangeMessageVisibilityBatchRequestEntry::id).toList());
    List<ChangeMessageVisibilityBatchResultEntry> done = new ArrayList<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    for (ChangeMessageVisibilityBatchRequestEntry entry : request.entries()) {
      checkSeconds(CHANGE_MESSAGE_VISIBILITY_BATCH, entry.visibilityTimeout());
      Duration hidden = Duration.ofSeconds(entry.visibilityTimeout());
      if (queue.changeVisibility(entry.receiptHandle(), hidden)) {
        done.add(ChangeMessageVisibilityBatchResultEntry.builder().id(entry.id()).build());
      } else {
        failed.add(
            BatchResultErrorEntry.builder()
                .id(entry.id())
                .code("MessageNotInflight")
                .message("the message is not in flight")
                .senderFault(true)
                .build());
      }
    }
    return ChangeMessageVisibilityBatchResponse.builder().successful(done).failed(failed).build();
  }

  private static void checkSeconds(Operation operation, int seconds) {
    if (seconds < 0 || seconds > MOST_HIDDEN_SECONDS) {
      throw bad(
          operation, "InvalidParameterValue", "VisibilityTimeout must be between 0 and 43200");
    }
  }

  private static void checkBatch(Operation operation, List<String> ids) {
    if (ids.isEmpty()) {
      throw bad(operation, "EmptyBatchRequest", "no entries");
    }
    if (ids.size() > MOST_IN_BATCH) {
      throw bad(operation, "TooManyEntriesInBatchRequest", "more than 10 entries");
    }
    if (Set.copyOf(ids).size() < ids.size()) {
      throw bad(operation, "BatchEntryIdsNotDistinct", "an id twice");
    }
  }

  public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
    return gate.call(
        GET_QUEUE_URL,
        faults ->
            GetQueueUrlResponse.builder()
                .queueUrl(queue(queues, GET_QUEUE_URL, request.queueName()).url())
                .build());
  }

  public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
    return gate.call(GET_QUEUE_ATTRIBUTES, faults -> attributes(request));
  }

  private GetQueueAttributesResponse attributes(GetQueueAttributesRequest request) {
    SimulatedQueue queue = queue(queues, GET_QUEUE_ATTRIBUTES, request.queueUrl());
    Map<QueueAttributeName, String> all = new LinkedHashMap<>();
    all.put(QueueAttributeName.QUEUE_ARN, queue.arn());
    all.put(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, Integer.toString(queue.visible()));
    all.put(
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
        Integer.toString(queue.inFlight()));
    all.put(
        QueueAttributeName.VISIBILITY_TIMEOUT,
        Long.toString(queue.visibilityTimeout().toSeconds()));
    all.put(
        QueueAttributeName.MESSAGE_RETENTION_PERIOD, Long.toString(queue.retention().toSeconds()));
    queue.policy().ifPresent(text -> all.put(QueueAttributeName.POLICY, text));
    queue.redrivePolicy().ifPresent(to -> all.put(QueueAttributeName.REDRIVE_POLICY, to));
    List<QueueAttributeName> asked = request.attributeNames();
    if (!asked.contains(QueueAttributeName.ALL)) {
      all.keySet().retainAll(asked);
    }
    return GetQueueAttributesResponse.builder().attributes(all).build();
  }

  /** Of the attributes, the policy and the retention period. */
  public SetQueueAttributesResponse setQueueAttributes(SetQueueAttributesRequest request) {
    return gate.call(
        SET_QUEUE_ATTRIBUTES,
        faults -> {
          SimulatedQueue queue = queue(queues, SET_QUEUE_ATTRIBUTES, request.queueUrl());
          request
              .attributes()
              .forEach(
                  (name, value) -> {
                    switch (name) {
                      case POLICY -> queue.policy(Optional.of(value).filter(v -> !v.isEmpty()));
                      case MESSAGE_RETENTION_PERIOD ->
                          queue.retention(Duration.ofSeconds(Long.parseLong(value)));
                      default ->
                          throw bad(SET_QUEUE_ATTRIBUTES, "InvalidAttributeName", name.toString());
                    }
                  });
          return SetQueueAttributesResponse.builder().build();
        });
  }

  static SimulatedQueue queue(Queues queues, Operation operation, String nameOrUrl) {
    return queues
        .find(nameOrUrl)
        .orElseThrow(
            () -> bad(operation, "QueueDoesNotExist", "The specified queue does not exist."));
  }

  static RuntimeException bad(Operation operation, String code, String message) {
    return ApiErrors.bad(operation, code, message);
  }
}
