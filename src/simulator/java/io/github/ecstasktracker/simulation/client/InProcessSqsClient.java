package io.github.ecstasktracker.simulation.client;

import static io.github.ecstasktracker.simulation.faults.Operation.CHANGE_MESSAGE_VISIBILITY;
import static io.github.ecstasktracker.simulation.faults.Operation.CHANGE_MESSAGE_VISIBILITY_BATCH;
import static io.github.ecstasktracker.simulation.faults.Operation.DELETE_MESSAGE;
import static io.github.ecstasktracker.simulation.faults.Operation.DELETE_MESSAGE_BATCH;
import static io.github.ecstasktracker.simulation.faults.Operation.GET_QUEUE_ATTRIBUTES;
import static io.github.ecstasktracker.simulation.faults.Operation.GET_QUEUE_URL;
import static io.github.ecstasktracker.simulation.faults.Operation.RECEIVE_MESSAGE;
import static io.github.ecstasktracker.simulation.faults.Operation.SEND_MESSAGE;

import io.github.ecstasktracker.simulation.api.AwsApi;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** SQS, in process; what is not overridden is not supported. */
final class InProcessSqsClient implements SqsClient {
  private final AwsApi api;
  private final InProcessClients calls;

  InProcessSqsClient(AwsApi api, InProcessClients calls) {
    this.api = api;
    this.calls = calls;
  }

  @Override
  public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
    return calls.call(RECEIVE_MESSAGE, () -> api.receive().receiveNow(request));
  }

  @Override
  public SendMessageResponse sendMessage(SendMessageRequest request) {
    return calls.call(SEND_MESSAGE, () -> api.sqs().sendMessage(request));
  }

  @Override
  public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
    return calls.call(DELETE_MESSAGE, () -> api.sqs().deleteMessage(request));
  }

  @Override
  public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest request) {
    return calls.call(DELETE_MESSAGE_BATCH, () -> api.sqs().deleteMessageBatch(request));
  }

  @Override
  public ChangeMessageVisibilityResponse changeMessageVisibility(
      ChangeMessageVisibilityRequest request) {
    return calls.call(CHANGE_MESSAGE_VISIBILITY, () -> api.sqs().changeMessageVisibility(request));
  }

  @Override
  public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
      ChangeMessageVisibilityBatchRequest request) {
    return calls.call(
        CHANGE_MESSAGE_VISIBILITY_BATCH, () -> api.sqs().changeMessageVisibilityBatch(request));
  }

  @Override
  public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
    return calls.call(GET_QUEUE_URL, () -> api.sqs().getQueueUrl(request));
  }

  @Override
  public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
    return calls.call(GET_QUEUE_ATTRIBUTES, () -> api.sqs().getQueueAttributes(request));
  }

  @Override
  public String serviceName() {
    return SqsClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
