package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store in memory that counts its calls, and fails on demand. */
final class MemoryDefinitions implements DefinitionStore {
  final Map<String, Kept> items = new HashMap<>();
  final List<Set<String>> loads = new ArrayList<>();
  final List<Map<String, Kept>> saves = new ArrayList<>();
  Optional<String> failure = Optional.empty();

  /** What a load reads before it fails. */
  Set<String> before = Set.of();

  boolean there = true;

  @Override
  public Loaded load(Set<String> arns) {
    loads.add(Set.copyOf(arns));
    Map<String, Kept> found = new HashMap<>(items);
    found.keySet().retainAll(arns);
    if (failure.isPresent()) {
      found.keySet().retainAll(before);
    }
    return new Loaded(found, failure);
  }

  @Override
  public Result<Integer> save(Map<String, Kept> definitions) {
    saves.add(Map.copyOf(definitions));
    if (failure.isPresent()) {
      return new Result.Failed<>(failure.get(), false);
    }
    if (!there) {
      return new Result.Ok<>(0);
    }
    items.putAll(definitions);
    return new Result.Ok<>(definitions.size());
  }
}
