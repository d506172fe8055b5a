package io.github.ecstasktracker.simulation.dynamodb;

import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.faults.SimulatedTimeout;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** DynamoDB, in process: no thread, no socket, no retry. What is not overridden is not there. */
final class InProcessDynamoDbClient implements DynamoDbClient {
  private static final Operation GET_ITEM = Operation.dynamoDb("GetItem");
  private static final Operation BATCH_GET_ITEM = Operation.dynamoDb("BatchGetItem");
  private static final Operation SCAN = Operation.dynamoDb("Scan");
  private static final Operation UPDATE_ITEM = Operation.dynamoDb("UpdateItem");
  private static final Operation PUT_ITEM = Operation.dynamoDb("PutItem");
  private static final Operation DELETE_ITEM = Operation.dynamoDb("DeleteItem");
  private static final Operation TRANSACT_WRITE_ITEMS = Operation.dynamoDb("TransactWriteItems");
  private static final Operation TRANSACT_GET_ITEMS = Operation.dynamoDb("TransactGetItems");
  private static final Operation DESCRIBE_TABLE = Operation.dynamoDb("DescribeTable");
  private static final Operation CREATE_TABLE = Operation.dynamoDb("CreateTable");

  private final Requests requests;
  private final TableHook hook;

  InProcessDynamoDbClient(Requests requests, TableHook hook) {
    this.requests = requests;
    this.hook = hook;
  }

  /** A call whose fault may concern single items. */
  private interface Faulty<R> {
    R under(Fault fault);
  }

  private <R> R call(Operation operation, DynamoDbRequest request, Faulty<R> work) {
    Call call = new Call(operation, request);
    Fault fault = hook.before(call);
    try {
      return switch (fault) {
        case Fault.None _ -> work.under(fault);
        case Fault.ItemsRefused _ -> work.under(fault);
        case Fault.Throttled _ -> throw Errors.throttled();
        case Fault.TableMissing(String table) -> throw Errors.noSuchTable(table);
        case Fault.InternalError(boolean applied) -> {
          unheard(applied, work);
          throw Errors.internal();
        }
        case Fault.Timeout(boolean applied) -> {
          unheard(applied, work);
          throw new SimulatedTimeout(operation);
        }
      };
    } finally {
      hook.after(call);
    }
  }

  /** Does the work, if it is to be done, and lets nobody know how it went. */
  private static <R> void unheard(boolean applied, Faulty<R> work) {
    if (applied) {
      try {
        work.under(Fault.NONE);
      } catch (DynamoDbException _) {
        // It had no effect, and its sender never hears so.
      }
    }
  }

  private <R> R plain(Operation operation, DynamoDbRequest request, Supplier<R> work) {
    return call(operation, request, _ -> work.get());
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return plain(GET_ITEM, request, () -> requests.get(request));
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return plain(SCAN, request, () -> requests.scan(request));
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return call(BATCH_GET_ITEM, request, fault -> requests.batchGet(request, fault));
  }

  @Override
  public TransactGetItemsResponse transactGetItems(TransactGetItemsRequest request) {
    return plain(TRANSACT_GET_ITEMS, request, () -> requests.transactGet(request));
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return call(
        UPDATE_ITEM,
        request,
        fault -> {
          Map<String, AttributeValue> told =
              requests.write(Actions.of(request), request.returnValues(), fault);
          return told.isEmpty()
              ? UpdateItemResponse.builder().build()
              : UpdateItemResponse.builder().attributes(told).build();
        });
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return call(
        PUT_ITEM,
        request,
        fault -> {
          Map<String, AttributeValue> told =
              requests.write(Actions.of(request), request.returnValues(), fault);
          return told.isEmpty()
              ? PutItemResponse.builder().build()
              : PutItemResponse.builder().attributes(told).build();
        });
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    return call(
        DELETE_ITEM,
        request,
        fault -> {
          Map<String, AttributeValue> told =
              requests.write(Actions.of(request), request.returnValues(), fault);
          return told.isEmpty()
              ? DeleteItemResponse.builder().build()
              : DeleteItemResponse.builder().attributes(told).build();
        });
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    return call(TRANSACT_WRITE_ITEMS, request, fault -> requests.transact(request, fault));
  }

  @Override
  public DescribeTableResponse describeTable(DescribeTableRequest request) {
    return plain(DESCRIBE_TABLE, request, () -> TableRequests.describe(requests.db(), request));
  }

  @Override
  public CreateTableResponse createTable(CreateTableRequest request) {
    return plain(CREATE_TABLE, request, () -> TableRequests.create(requests.db(), request));
  }

  @Override
  public String serviceName() {
    return DynamoDbClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
