package io.github.ecstasktracker.simulation.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

/** What one client asks of the tables; each request is atomic. */
final class Requests {
  private static final int TRANSACTION_ITEMS_MAX = 100;
  private static final int TRANSACTION_BYTES_MAX = 4 << 20;

  private final InMemoryDynamoDb db;
  private final String writer;

  Requests(InMemoryDynamoDb db, String writer) {
    this.db = db;
    this.writer = writer;
  }

  GetItemResponse get(GetItemRequest request) {
    Actions.only(request, Set.of("TableName", "Key", "ConsistentRead"));
    synchronized (db) {
      Table table = db.table(request.tableName());
      ItemKey key = ItemKey.of(request.tableName(), request.key());
      Map<String, AttributeValue> item = table.itemBefore(key.id(), asOf(request.consistentRead()));
      return item.isEmpty()
          ? GetItemResponse.builder().build()
          : GetItemResponse.builder().item(item).build();
    }
  }

  ScanResponse scan(ScanRequest request) {
    Actions.only(request, Set.of("TableName", "ConsistentRead", "ExclusiveStartKey", "Limit"));
    synchronized (db) {
      Table table = db.table(request.tableName());
      @Nullable String after =
          request.hasExclusiveStartKey()
              ? ItemKey.of(request.tableName(), request.exclusiveStartKey()).id()
              : null;
      Table.Page page =
          table.page(
              after,
              db.settings().pageBytes(),
              request.limit() == null ? Integer.MAX_VALUE : request.limit(),
              asOf(request.consistentRead()));
      ScanResponse.Builder answer =
          ScanResponse.builder()
              .items(page.items())
              .count(page.items().size())
              .scannedCount(page.items().size());
      return page.last() == null
          ? answer.build()
          : answer
              .lastEvaluatedKey(new ItemKey(request.tableName(), page.last()).attributes())
              .build();
    }
  }

  private long asOf(@Nullable Boolean consistent) {
    return Boolean.TRUE.equals(consistent)
        ? Long.MAX_VALUE
        : db.clock().nanos() - db.settings().readLag().toNanos();
  }

  /**
   * Writes one item.
   *
   * @return the attributes that the request asked to be told; empty for none
   */
  Map<String, AttributeValue> write(Action action, @Nullable ReturnValue told, Fault fault) {
    synchronized (db) {
      Verdict verdict = db.verdict(action, fault);
      if (verdict.refusal() != null) {
        throw verdict.refusal().error();
      }
      db.land(writer, List.of(verdict));
      return switch (told) {
        case null -> Map.of();
        case NONE -> Map.of();
        case ALL_OLD -> verdict.change().before();
        case ALL_NEW -> verdict.change().after();
        default -> throw new UnsupportedOperationException("not simulated: " + told);
      };
    }
  }

  TransactWriteItemsResponse transact(TransactWriteItemsRequest request, Fault fault) {
    Actions.only(request, Set.of("TransactItems", "ClientRequestToken"));
    requireCount(request.transactItems().size());
    List<Action> actions = request.transactItems().stream().map(Actions::of).toList();
    InMemoryDynamoDb.requireDistinct(actions);
    synchronized (db) {
      if (!db.tokens().landed(request, db.clock().nanos())) {
        land(actions, fault);
        db.tokens().add(request, db.clock().nanos());
      }
    }
    return TransactWriteItemsResponse.builder().build();
  }

  private void land(List<Action> actions, Fault fault) {
    List<Verdict> verdicts = actions.stream().map(action -> db.verdict(action, fault)).toList();
    if (verdicts.stream().anyMatch(verdict -> verdict.refusal() != null)) {
      throw Errors.cancelled(verdicts.stream().map(Verdict::reason).toList());
    }
    long bytes = verdicts.stream().mapToLong(v -> Sizes.of(v.change().after())).sum();
    if (bytes > TRANSACTION_BYTES_MAX) {
      throw Errors.validation("The aggregate size of the items exceeds 4 MB");
    }
    db.land(writer, verdicts);
  }

  /** Items that are refused now stay unprocessed, as they do where DynamoDB throttles. */
  BatchGetItemResponse batchGet(BatchGetItemRequest request, Fault fault) {
    Actions.only(request, Set.of("RequestItems"));
    Map<String, List<Map<String, AttributeValue>>> found = new TreeMap<>();
    Map<String, KeysAndAttributes> unprocessed = new TreeMap<>();
    synchronized (db) {
      request
          .requestItems()
          .forEach(
              (table, wanted) -> {
                Actions.only(wanted, Set.of("Keys", "ConsistentRead"));
                long asOf = asOf(wanted.consistentRead());
                List<Map<String, AttributeValue>> items = new ArrayList<>();
                List<Map<String, AttributeValue>> left = new ArrayList<>();
                for (Map<String, AttributeValue> attributes : wanted.keys()) {
                  ItemKey key = ItemKey.of(table, attributes);
                  if (fault instanceof Fault.ItemsRefused(_, var refused)
                      && refused.contains(key)) {
                    left.add(attributes);
                  } else {
                    items.add(db.table(table).itemBefore(key.id(), asOf));
                  }
                }
                items.removeIf(Map::isEmpty);
                found.put(table, items);
                if (!left.isEmpty()) {
                  unprocessed.put(table, wanted.toBuilder().keys(left).build());
                }
              });
    }
    return BatchGetItemResponse.builder().responses(found).unprocessedKeys(unprocessed).build();
  }

  TransactGetItemsResponse transactGet(TransactGetItemsRequest request) {
    Actions.only(request, Set.of("TransactItems"));
    requireCount(request.transactItems().size());
    synchronized (db) {
      return TransactGetItemsResponse.builder()
          .responses(
              request.transactItems().stream()
                  .map(
                      read -> {
                        Actions.only(read.get(), Set.of("TableName", "Key"));
                        return ItemKey.of(read.get().tableName(), read.get().key());
                      })
                  .map(key -> db.table(key.table()).item(key.id()))
                  .map(
                      item ->
                          item.isEmpty()
                              ? ItemResponse.builder().build()
                              : ItemResponse.builder().item(item).build())
                  .toList())
          .build();
    }
  }

  private static void requireCount(int items) {
    if (items < 1 || items > TRANSACTION_ITEMS_MAX) {
      throw Errors.validation("Member must have length between 1 and 100: transactItems");
    }
  }

  InMemoryDynamoDb db() {
    return db;
  }
}
