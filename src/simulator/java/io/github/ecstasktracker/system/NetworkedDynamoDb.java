package io.github.ecstasktracker.system;

import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * DynamoDB at the other end of the network. Each call is tried as often as the production's client
 * does, with the same request and so with the same token.
 */
final class NetworkedDynamoDb implements DynamoDbClient {
  /** What is to be known at the far end of when a request was sent. */
  interface Postmark {
    Postmark NONE =
        new Postmark() {
          @Override
          public long sent() {
            return 0;
          }

          @Override
          public void arrives(long sent) {}
        };

    long sent();

    /** A request arrives; its effect follows at once. */
    void arrives(long sent);
  }

  private final DynamoDbClient there;
  private final Network network;
  private final Postmark postmark;

  NetworkedDynamoDb(DynamoDbClient there, Network network, Postmark postmark) {
    this.there = there;
    this.network = network;
    this.postmark = postmark;
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return call("GetItem", request, () -> there.getItem(request));
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return call("BatchGetItem", request, () -> there.batchGetItem(request));
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return call("Scan", request, () -> there.scan(request));
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return call("UpdateItem", request, () -> there.updateItem(request));
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    return call("TransactWriteItems", request, () -> there.transactWriteItems(request));
  }

  private <R> R call(String operation, DynamoDbRequest request, Supplier<R> call) {
    long sent = postmark.sent();
    return network.call(
        Operation.dynamoDb(operation),
        request,
        () -> {
          postmark.arrives(sent);
          return call.get();
        });
  }

  @Override
  public String serviceName() {
    return DynamoDbClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
