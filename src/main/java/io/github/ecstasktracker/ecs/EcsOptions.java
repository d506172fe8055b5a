package io.github.ecstasktracker.ecs;

import java.util.OptionalInt;

/**
 * What the operator decides about reading ECS.
 *
 * @param defaultWeight the weight of a server without a weight label; empty leaves it to the item
 */
public record EcsOptions(OptionalInt defaultWeight) {
  /** No opinion on anything. */
  public static final EcsOptions NONE = new EcsOptions(OptionalInt.empty());
}
