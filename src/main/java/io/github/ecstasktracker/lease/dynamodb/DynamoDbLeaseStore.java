package io.github.ecstasktracker.lease.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.ecstasktracker.lease.AcquireRequest;
import io.github.ecstasktracker.lease.LeaseAnswer;
import io.github.ecstasktracker.lease.LeaseHandle;
import io.github.ecstasktracker.lease.LeaseRead;
import io.github.ecstasktracker.lease.LeaseSnapshot;
import io.github.ecstasktracker.lease.LeaseStore;
import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.lease.Renewal;
import io.github.ecstasktracker.model.Fence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The lease of one managed table, stored as two items of the lease table.
 *
 * <p>Calls bypass {@link io.github.ecstasktracker.model.CallGate}: a budget drained or a circuit
 * opened by other calls must not cost the lease. There are one or two calls in a retry period, each
 * within the time limits of {@link LeaseTiming}.
 */
public final class DynamoDbLeaseStore implements LeaseStore {
  private static final String CONDITION_FAILED = "ConditionalCheckFailed";

  private final DynamoDbClient client;
  private final String table;
  private final String heartbeatId;
  private final String epochId;
  private final AwsRequestOverrideConfiguration limits;

  public DynamoDbLeaseStore(
      DynamoDbClient client, String leaseTable, String managedTable, LeaseTiming timing) {
    this.client = client;
    this.table = leaseTable;
    this.heartbeatId = heartbeatId(managedTable);
    this.epochId = epochId(managedTable);
    this.limits =
        AwsRequestOverrideConfiguration.builder()
            .apiCallAttemptTimeout(timing.attemptTimeout())
            .apiCallTimeout(timing.callTimeout())
            .build();
  }

  /** The item that shows who leads and that the leader is alive. */
  public static String heartbeatId(String managedTable) {
    return managedTable + "/heartbeat";
  }

  /** The item that fences every write. */
  public static String epochId(String managedTable) {
    return managedTable + "/epoch";
  }

  @Override
  public Fence fence(UUID token) {
    return new Fence(table, epochId, token);
  }

  /**
   * Reads both items in one call. It need not be a transaction: an acquisition is checked against
   * each item as it was read.
   */
  @Override
  public LeaseRead read() {
    BatchGetItemRequest request =
        BatchGetItemRequest.builder()
            .overrideConfiguration(limits)
            .requestItems(
                Map.of(
                    table,
                    KeysAndAttributes.builder()
                        .consistentRead(true)
                        .keys(List.of(key(heartbeatId), key(epochId)))
                        .build()))
            .build();
    try {
      BatchGetItemResponse answer = client.batchGetItem(request);
      return answer.unprocessedKeys().isEmpty()
          ? seen(answer)
          : new LeaseRead.Failed("BatchGetItem of lease table %s: throttled".formatted(table));
    } catch (ResourceNotFoundException _) {
      return new LeaseRead.NoTable(new LeaseTableShape.Missing(table).sentence());
    } catch (SdkException e) {
      return new LeaseRead.Failed(Failures.of("BatchGetItem", table, e));
    }
  }

  @Override
  public LeaseAnswer acquire(LeaseSnapshot seen, AcquireRequest request) {
    // A repeated request gets its first answer again for ten minutes.
    return transact(
        request.token(),
        LeaseExpression.heartbeat(seen.heartbeat(), request),
        LeaseExpression.epoch(seen.epoch(), request));
  }

  @Override
  public LeaseAnswer renew(LeaseHandle handle, Renewal renewal) {
    LeaseExpression expression = LeaseExpression.renewal(handle, renewal);
    UpdateItemRequest request =
        UpdateItemRequest.builder()
            .overrideConfiguration(limits)
            .tableName(table)
            .key(key(heartbeatId))
            .updateExpression(expression.update())
            .conditionExpression(expression.condition())
            .expressionAttributeNames(expression.names())
            .expressionAttributeValues(expression.values())
            .build();
    try {
      client.updateItem(request);
      return new LeaseAnswer.Done();
    } catch (ConditionalCheckFailedException _) {
      return new LeaseAnswer.Refused();
    } catch (SdkException e) {
      return failed("UpdateItem", e);
    }
  }

  @Override
  public LeaseAnswer release(LeaseHandle handle) {
    // Not the request's token: that one was sent with different contents.
    UUID token = UUID.nameUUIDFromBytes(("release " + handle.term()).getBytes(UTF_8));
    return transact(token, LeaseExpression.release(handle), LeaseExpression.end(handle));
  }

  private LeaseAnswer transact(UUID token, LeaseExpression heartbeat, LeaseExpression epoch) {
    TransactWriteItemsRequest request =
        TransactWriteItemsRequest.builder()
            .overrideConfiguration(limits)
            .transactItems(item(heartbeatId, heartbeat), item(epochId, epoch))
            .clientRequestToken(token.toString())
            .build();
    try {
      client.transactWriteItems(request);
      return new LeaseAnswer.Done();
    } catch (TransactionCanceledException e) {
      return e.cancellationReasons().stream()
              .anyMatch(reason -> CONDITION_FAILED.equals(reason.code()))
          ? new LeaseAnswer.Refused()
          : failed("TransactWriteItems", e);
    } catch (SdkException e) {
      return failed("TransactWriteItems", e);
    }
  }

  private TransactWriteItem item(String id, LeaseExpression expression) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(key(id))
                    .updateExpression(expression.update())
                    .conditionExpression(expression.condition())
                    .expressionAttributeNames(expression.names())
                    .expressionAttributeValues(expression.values()))
        .build();
  }

  private LeaseRead seen(BatchGetItemResponse answer) {
    List<Map<String, AttributeValue>> items = answer.responses().getOrDefault(table, List.of());
    try {
      return new LeaseRead.Seen(
          new LeaseSnapshot(
              find(items, heartbeatId).map(LeaseItems::heartbeat),
              find(items, epochId).map(LeaseItems::epoch)));
    } catch (IllegalArgumentException e) {
      return new LeaseRead.Failed(
          "an item of lease table %s is not as ecs-task-tracker writes it, %s; delete %s and %s"
              .formatted(table, e.getMessage(), heartbeatId, epochId));
    }
  }

  private LeaseAnswer.Failed failed(String operation, SdkException exception) {
    return new LeaseAnswer.Failed(
        exception instanceof ResourceNotFoundException
            ? new LeaseTableShape.Missing(table).sentence()
            : Failures.of(operation, table, exception));
  }

  /** A response lists its items in any order and omits missing ones. */
  private static Optional<Map<String, AttributeValue>> find(
      List<Map<String, AttributeValue>> items, String id) {
    AttributeValue key = AttributeValue.fromS(id);
    return items.stream().filter(item -> key.equals(item.get(LeaseItems.ID))).findFirst();
  }

  private static Map<String, AttributeValue> key(String id) {
    return Map.of(LeaseItems.ID, AttributeValue.fromS(id));
  }
}
