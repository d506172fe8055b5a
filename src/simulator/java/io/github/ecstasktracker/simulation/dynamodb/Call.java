package io.github.ecstasktracker.simulation.dynamodb;

import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
      case TransactWriteItemsRequest writes -> {
        List<ItemKey> items = new ArrayList<>(writes.transactItems().size());
        writes.transactItems().forEach(item -> written(item, items));
        yield items;
      }
      case BatchGetItemRequest reads -> {
        List<ItemKey> items = new ArrayList<>();
        reads
            .requestItems()
            .forEach((table, of) -> of.keys().forEach(key -> items.add(key(table, key))));
        Collections.sort(items);
        yield items;
      }
      case TransactGetItemsRequest reads ->
          reads.transactItems().stream()
              .map(read -> key(read.get().tableName(), read.get().key()))
              .toList();
      case PutItemRequest put -> List.of(key(put.tableName(), put.item()));
      case DeleteItemRequest delete -> List.of(key(delete.tableName(), delete.key()));
      default -> List.of();
    };
  }

  private static void written(TransactWriteItem item, List<ItemKey> to) {
    if (item.update() != null) {
      to.add(key(item.update().tableName(), item.update().key()));
    } else if (item.conditionCheck() != null) {
      to.add(key(item.conditionCheck().tableName(), item.conditionCheck().key()));
    } else if (item.put() != null) {
      to.add(key(item.put().tableName(), item.put().item()));
    } else if (item.delete() != null) {
      to.add(key(item.delete().tableName(), item.delete().key()));
    }
  }

  private static ItemKey key(String table, Map<String, AttributeValue> attributes) {
    AttributeValue id = attributes.get(ItemKey.ATTRIBUTE);
    return new ItemKey(table, id == null || id.s() == null ? "" : id.s());
  }
}
