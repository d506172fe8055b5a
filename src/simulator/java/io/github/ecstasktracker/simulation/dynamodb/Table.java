package io.github.ecstasktracker.simulation.dynamodb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One table's items. An empty item stands for one that was deleted or was never there. */
final class Table {
  /**
   * @param before the item until its last change
   */
  private record Stored(
      Map<String, AttributeValue> item,
      Map<String, AttributeValue> before,
      int size,
      long changedNanos) {}

  /** Items in the order of their ids; DynamoDB's own order is that of a hash. */
  private final TreeMap<String, Stored> items = new TreeMap<>();

  private int size;

  Map<String, AttributeValue> item(String id) {
    Stored stored = items.get(id);
    return stored == null ? Map.of() : stored.item();
  }

  /** The item as a replica has it that has not heard of changes since then. */
  Map<String, AttributeValue> itemBefore(String id, long nanos) {
    Stored stored = items.get(id);
    return stored == null ? Map.of() : seen(stored, nanos);
  }

  private static Map<String, AttributeValue> seen(Stored stored, long nanos) {
    return stored.changedNanos() > nanos ? stored.before() : stored.item();
  }

  void put(String id, Map<String, AttributeValue> item, long nowNanos) {
    size += (item.isEmpty() ? 0 : 1) - (item(id).isEmpty() ? 0 : 1);
    items.put(
        id, new Stored(Collections.unmodifiableMap(item), item(id), Sizes.of(item), nowNanos));
  }

  /** How many items there are. */
  int size() {
    return size;
  }

  Map<String, Map<String, AttributeValue>> items() {
    Map<String, Map<String, AttributeValue>> all = new TreeMap<>();
    items.forEach(
        (id, stored) -> {
          if (!stored.item().isEmpty()) {
            all.put(id, stored.item());
          }
        });
    return all;
  }

  /**
   * @param last the id to go on after; null where this was the table's end
   */
  record Page(List<Map<String, AttributeValue>> items, @Nullable String last) {}

  /**
   * The items after that id, until their size exceeds the limit or their number reaches it.
   *
   * @param asOfNanos changes later than this are not seen
   */
  Page page(@Nullable String after, int bytesMax, int itemsMax, long asOfNanos) {
    List<Map<String, AttributeValue>> page = new ArrayList<>();
    int bytes = 0;
    var rest = after == null ? items : items.tailMap(after, false);
    for (Map.Entry<String, Stored> entry : rest.entrySet()) {
      Map<String, AttributeValue> item = seen(entry.getValue(), asOfNanos);
      if (!item.isEmpty()) {
        page.add(item);
        bytes += entry.getValue().size();
        if (bytes >= bytesMax || page.size() >= itemsMax) {
          // Even where nothing follows: DynamoDB does not look ahead.
          return new Page(page, entry.getKey());
        }
      }
    }
    return new Page(page, null);
  }
}
