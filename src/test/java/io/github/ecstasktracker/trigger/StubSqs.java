package io.github.ecstasktracker.trigger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** A queue whose messages, failures and calls a test arranges and reads. */
final class StubSqs implements SqsClient {
  private final Deque<String> bodies = new ArrayDeque<>();
  private int receipts;

  final List<ReceiveMessageRequest> receives = new ArrayList<>();
  final List<String> deleted = new ArrayList<>();
  final List<Integer> deleteBatches = new ArrayList<>();
  final Map<String, List<Integer>> visibility = new HashMap<>();
  int receiveFailures;
  int deleteFailures;
  int visibilityFailures;

  /** Whether a receive waits until something is there; else it is answered at once. */
  boolean longPolls;

  /** By receipt handle: whether it is the sender's fault. */
  final Map<String, Boolean> refused = new HashMap<>();

  synchronized void send(String body) {
    bodies.add(body);
    notifyAll();
  }

  synchronized List<String> deleted() {
    return List.copyOf(deleted);
  }

  @Override
  public synchronized ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
    receives.add(request);
    if (receiveFailures > 0) {
      receiveFailures--;
      throw SdkClientException.create("no route to SQS");
    }
    while (longPolls && bodies.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw AbortedException.create("interrupted in a long poll", e);
      }
    }
    List<Message> messages = new ArrayList<>();
    while (messages.size() < request.maxNumberOfMessages() && !bodies.isEmpty()) {
      messages.add(Message.builder().body(bodies.remove()).receiptHandle("r" + receipts++).build());
    }
    return ReceiveMessageResponse.builder().messages(messages).build();
  }

  @Override
  public synchronized DeleteMessageBatchResponse deleteMessageBatch(
      DeleteMessageBatchRequest request) {
    deleteBatches.add(request.entries().size());
    if (deleteFailures > 0) {
      deleteFailures--;
      throw SdkClientException.create("no route to SQS");
    }
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    request
        .entries()
        .forEach(
            entry -> {
              if (refused.containsKey(entry.receiptHandle())) {
                failed.add(failure(entry.id(), refused.get(entry.receiptHandle())));
              } else {
                deleted.add(entry.receiptHandle());
              }
            });
    return DeleteMessageBatchResponse.builder().failed(failed).build();
  }

  @Override
  public synchronized ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
      ChangeMessageVisibilityBatchRequest request) {
    if (visibilityFailures > 0) {
      visibilityFailures--;
      throw SdkClientException.create("no route to SQS");
    }
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    request
        .entries()
        .forEach(
            entry -> {
              if (refused.containsKey(entry.receiptHandle())) {
                failed.add(failure(entry.id(), refused.get(entry.receiptHandle())));
              } else {
                visibility
                    .computeIfAbsent(entry.receiptHandle(), handle -> new ArrayList<>())
                    .add(entry.visibilityTimeout());
              }
            });
    return ChangeMessageVisibilityBatchResponse.builder().failed(failed).build();
  }

  private static BatchResultErrorEntry failure(String id, boolean senderFault) {
    return BatchResultErrorEntry.builder()
        .id(id)
        .senderFault(senderFault)
        .code(senderFault ? "ReceiptHandleIsInvalid" : "InternalError")
        .build();
  }

  @Override
  public String serviceName() {
    return "sqs";
  }

  @Override
  public void close() {}
}
