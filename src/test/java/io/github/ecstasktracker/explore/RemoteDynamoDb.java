package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.explore.Wire.Effect;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** DynamoDB at the other end of a process's wire. */
final class RemoteDynamoDb implements DynamoDbClient {
  private final DynamoDbClient tables;
  private final Wire wire;
  private final String leaseTable;

  RemoteDynamoDb(DynamoDbClient tables, Wire wire, String leaseTable) {
    this.tables = tables;
    this.wire = wire;
    this.leaseTable = leaseTable;
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return call("GetItem", Effect.READ, () -> tables.getItem(request));
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return call("Scan", Effect.READ, () -> tables.scan(request));
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return call("ReadLease", Effect.READ, () -> tables.batchGetItem(request));
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return request.tableName().equals(leaseTable)
        ? call("Heartbeat", Effect.LEASE_WRITE, () -> tables.updateItem(request))
        : call("Write", Effect.WRITE, () -> tables.updateItem(request));
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    boolean acquires =
        request.transactItems().stream()
            .allMatch(
                item -> item.update() != null && item.update().tableName().equals(leaseTable));
    return acquires
        ? call("Acquire", Effect.LEASE_WRITE, () -> tables.transactWriteItems(request))
        : call("Write", Effect.WRITE, () -> tables.transactWriteItems(request));
  }

  private <T> T call(String operation, Effect effect, Supplier<T> work) {
    return wire.call(operation, effect, work, answer -> answer);
  }

  @Override
  public String serviceName() {
    return DynamoDbClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
