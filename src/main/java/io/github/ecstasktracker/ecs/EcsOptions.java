package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Placement;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * What the operator decides about reading ECS.
 *
 * @param defaultWeight the weight of a server without a weight label; empty leaves it to the item
 * @param drains whether servers on draining hosts are marked, which costs a call for each hundred
 *     hosts in every read of everything
 * @param held the equal placement that is held already, so that a read of everything does not hold
 *     a copy of each to its end
 */
public record EcsOptions(OptionalInt defaultWeight, boolean drains, UnaryOperator<Placement> held) {
  /** No opinion on anything. */
  public static final EcsOptions NONE = new EcsOptions(OptionalInt.empty());

  /** Where nobody holds placements. */
  public EcsOptions(OptionalInt defaultWeight) {
    this(defaultWeight, false, UnaryOperator.identity());
  }
}
