package io.github.ecstasktracker.simulation.dynamodb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An update expression: what is set and what is removed, all of it read from the item before. */
record Update(List<Assignment> sets, List<List<String>> removes) {
  private static final List<String> KEY = List.of(ItemKey.ATTRIBUTE);

  record Assignment(List<String> steps, Operand value) {}

  /** Refuses what DynamoDB refuses whatever the item is. */
  void check(Scope scope) {
    List<Path> paths = new ArrayList<>(sets.size() + removes.size());
    sets.forEach(set -> paths.add(scope.path(set.steps())));
    removes.forEach(steps -> paths.add(scope.path(steps)));
    Set<List<String>> places = new HashSet<>();
    for (Path path : paths) {
      if (path.steps().equals(KEY)) {
        throw Errors.validation("Cannot update attribute id. This attribute is part of the key");
      }
      if (!places.add(path.steps())) {
        throw overlap();
      }
    }
    for (Path path : paths) {
      for (int length = 1; length < path.steps().size(); length++) {
        if (places.contains(path.steps().subList(0, length))) {
          throw overlap();
        }
      }
    }
  }

  private static RuntimeException overlap() {
    return Errors.validation(
        "Invalid UpdateExpression: Two document paths overlap with each other; must remove or"
            + " rewrite one of these paths");
  }

  Map<String, AttributeValue> applied(Scope scope) {
    Map<String, AttributeValue> item = scope.item();
    for (Assignment set : sets) {
      AttributeValue value = set.value().in(scope);
      if (value == null) {
        throw Errors.noSuchAttribute();
      }
      item = scope.path(set.steps()).put(item, value);
    }
    for (List<String> remove : removes) {
      item = scope.path(remove).put(item, null);
    }
    return item;
  }
}
