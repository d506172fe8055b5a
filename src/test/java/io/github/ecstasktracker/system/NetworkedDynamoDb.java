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
  private final DynamoDbClient there;
  private final Network network;

  NetworkedDynamoDb(DynamoDbClient there, Network network) {
    this.there = there;
    this.network = network;
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
    return network.call(Operation.dynamoDb(operation), request, call);
  }

  @Override
  public String serviceName() {
    return DynamoDbClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
