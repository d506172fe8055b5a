package io.github.ecstasktracker.simulation.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What an expression is read against.
 *
 * @param item the item as it is; empty where there is none
 * @param names what its {@code #names} stand for
 * @param values what its {@code :values} stand for, in normal form
 */
record Scope(
    Map<String, AttributeValue> item,
    Map<String, String> names,
    Map<String, AttributeValue> values) {
  Scope of(Map<String, AttributeValue> another) {
    return new Scope(another, names, values);
  }

  Path path(List<String> steps) {
    List<String> resolved = new ArrayList<>(steps.size());
    for (String step : steps) {
      resolved.add(step.startsWith("#") ? names.get(step) : step);
    }
    return new Path(resolved);
  }

  AttributeValue value(String placeholder) {
    return values.get(placeholder);
  }
}
