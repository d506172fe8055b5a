package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store that holds nothing, so that each process asks ECS for every task definition. */
public final class NoDefinitions implements DefinitionStore {
  private NoDefinitions() {}

  public static DefinitionKeeper keeper() {
    return new DefinitionKeeper(
        new NoDefinitions(),
        false,
        (_, _) -> {},
        new DefinitionKeeper.Platform(() -> 0, () -> Instant.EPOCH, () -> 0, Runnable::run));
  }

  @Override
  public Loaded load(Set<String> arns) {
    return new Loaded(Map.of(), Optional.empty());
  }

  @Override
  public Result<Integer> save(Map<String, Kept> definitions) {
    return new Result.Ok<>(0);
  }
}
