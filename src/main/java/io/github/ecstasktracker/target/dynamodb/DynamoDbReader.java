package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.target.TableScan;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Reads the managed table, strongly consistent.
 *
 * <p>A scan is complete or failed, never part of a table; it is no snapshot, so a write must be
 * conditional on what was read. The client's own timeouts bound each call.
 */
public final class DynamoDbReader implements BackendReader {
  /** A gigabyte at DynamoDB's 1 MB a page: far above any table that Traefik could scan itself. */
  private static final int PAGES_MAX = 1_000;

  private final DynamoDbClient client;
  private final String table;
  private final CallGate gate;

  public DynamoDbReader(DynamoDbClient client, String table, CallGate gate) {
    this.client = client;
    this.table = table;
    this.gate = gate;
  }

  @Override
  public Result<TableScan> scan(Urgency urgency) {
    ScanCollector collector = new ScanCollector();
    Map<String, AttributeValue> next = Map.of();
    for (int page = 0; page < PAGES_MAX; page++) {
      Map<String, AttributeValue> start = next;
      switch (gate.call(AwsApi.DYNAMODB, urgency, () -> page(start))) {
        case Result.Failed<ScanResponse> failed -> {
          return failed.as();
        }
        case Result.Ok<ScanResponse>(ScanResponse answer) -> {
          answer.items().forEach(collector::add);
          if (answer.lastEvaluatedKey().isEmpty()) {
            return new Result.Ok<>(collector.collect());
          }
          next = answer.lastEvaluatedKey();
        }
      }
    }
    return new Result.Failed<>(
        "Scan of table %s: not at its end after %d pages".formatted(table, PAGES_MAX), false);
  }

  @Override
  public Result<StoredBackend> read(BackendKey key, Urgency urgency) {
    return gate.call(AwsApi.DYNAMODB, urgency, () -> item(key)).map(answer -> decode(key, answer));
  }

  private Result<ScanResponse> page(Map<String, AttributeValue> start) {
    ScanRequest.Builder request = ScanRequest.builder().tableName(table).consistentRead(true);
    if (!start.isEmpty()) {
      request.exclusiveStartKey(start);
    }
    try {
      return new Result.Ok<>(client.scan(request.build()));
    } catch (SdkException e) {
      return Failures.of("Scan", table, e);
    }
  }

  private Result<GetItemResponse> item(BackendKey key) {
    GetItemRequest request =
        GetItemRequest.builder()
            .tableName(table)
            .key(Map.of(Attributes.ID, AttributeValue.fromS(key.itemId())))
            .consistentRead(true)
            .build();
    try {
      return new Result.Ok<>(client.getItem(request));
    } catch (SdkException e) {
      return Failures.of("GetItem", table, e);
    }
  }

  private static StoredBackend decode(BackendKey key, GetItemResponse answer) {
    return answer.hasItem() ? ItemCodec.decode(key, answer.item()) : new StoredBackend.Missing(key);
  }
}
