package io.github.ecstasktracker.simulation.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A place in an item, from map to map.
 *
 * @param steps attribute names, placeholders resolved; at least one
 */
record Path(List<String> steps) {
  @Nullable AttributeValue in(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> map = item;
    for (int i = 0; i < steps.size() - 1; i++) {
      AttributeValue next = map.get(steps.get(i));
      if (next == null || next.type() != AttributeValue.Type.M) {
        return null;
      }
      map = next.m();
    }
    return map.get(steps.getLast());
  }

  /** The item with the value at this place, or without one where the value is null. */
  Map<String, AttributeValue> put(
      Map<String, AttributeValue> item, @Nullable AttributeValue value) {
    return put(item, 0, value);
  }

  private Map<String, AttributeValue> put(
      Map<String, AttributeValue> map, int depth, @Nullable AttributeValue value) {
    String step = steps.get(depth);
    Map<String, AttributeValue> copy = new TreeMap<>(map);
    if (depth < steps.size() - 1) {
      AttributeValue below = map.get(step);
      if (below == null || below.type() != AttributeValue.Type.M) {
        throw Errors.validation(
            "The document path provided in the update expression is invalid for update");
      }
      copy.put(step, AttributeValue.fromM(put(below.m(), depth + 1, value)));
    } else if (value == null) {
      copy.remove(step);
    } else {
      copy.put(step, value);
    }
    return copy;
  }
}
