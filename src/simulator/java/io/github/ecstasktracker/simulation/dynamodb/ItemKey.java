package io.github.ecstasktracker.simulation.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One item of one table; every table's key is the string attribute {@code id}. */
public record ItemKey(String table, String id) implements Comparable<ItemKey> {
  static final String ATTRIBUTE = "id";

  private static final int BYTES_MAX = 2_048;

  /** The key that a request names. */
  static ItemKey of(String table, Map<String, AttributeValue> key) {
    if (key.size() != 1) {
      throw mismatch();
    }
    return within(table, key);
  }

  /** The key of a whole item. */
  static ItemKey within(String table, Map<String, AttributeValue> item) {
    AttributeValue id = item.get(ATTRIBUTE);
    if (id == null || id.type() != AttributeValue.Type.S) {
      throw mismatch();
    }
    if (id.s().isEmpty() || Sizes.utf8(id.s()) > BYTES_MAX) {
      throw Errors.validation("The id of a key is of 1 to 2048 bytes");
    }
    return new ItemKey(table, id.s());
  }

  private static RuntimeException mismatch() {
    return Errors.validation("The provided key element does not match the schema");
  }

  Map<String, AttributeValue> attributes() {
    return Map.of(ATTRIBUTE, AttributeValue.fromS(id));
  }

  @Override
  public int compareTo(ItemKey other) {
    int byTable = table.compareTo(other.table);
    return byTable == 0 ? id.compareTo(other.id) : byTable;
  }

  @Override
  public String toString() {
    return table + "/" + id;
  }
}
