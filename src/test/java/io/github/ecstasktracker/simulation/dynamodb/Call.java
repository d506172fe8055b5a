package io.github.ecstasktracker.simulation.dynamodb;

import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** One call of one client, on its way. */
public record Call(Operation operation, DynamoDbRequest request) {
  /**
   * The items that the call names, none for a scan; in the order of the request where it has one.
   */
  public List<ItemKey> items() {
    return switch (request) {
      case GetItemRequest get -> List.of(key(get.tableName(), get.key()));
      case UpdateItemRequest update -> List.of(key(update.tableName(), update.key()));
      case TransactWriteItemsRequest writes ->
          writes.transactItems().stream().flatMap(Call::written).toList();
      case BatchGetItemRequest reads ->
          reads.requestItems().entrySet().stream()
              .flatMap(e -> e.getValue().keys().stream().map(key -> key(e.getKey(), key)))
              .sorted()
              .toList();
      case TransactGetItemsRequest reads ->
          reads.transactItems().stream()
              .map(read -> key(read.get().tableName(), read.get().key()))
              .toList();
      case PutItemRequest put -> List.of(key(put.tableName(), put.item()));
      case DeleteItemRequest delete -> List.of(key(delete.tableName(), delete.key()));
      default -> List.of();
    };
  }

  private static Stream<ItemKey> written(TransactWriteItem item) {
    if (item.update() != null) {
      return Stream.of(key(item.update().tableName(), item.update().key()));
    }
    if (item.conditionCheck() != null) {
      return Stream.of(key(item.conditionCheck().tableName(), item.conditionCheck().key()));
    }
    if (item.put() != null) {
      return Stream.of(key(item.put().tableName(), item.put().item()));
    }
    return item.delete() == null
        ? Stream.empty()
        : Stream.of(key(item.delete().tableName(), item.delete().key()));
  }

  private static ItemKey key(String table, Map<String, AttributeValue> attributes) {
    AttributeValue id = attributes.get(ItemKey.ATTRIBUTE);
    return new ItemKey(table, id == null || id.s() == null ? "" : id.s());
  }
}
