package io.github.ecstasktracker.plan;

import java.time.Duration;

/**
 * What the operator allows.
 *
 * @param maxRemovalPercent share of a backend's servers that may be missing by unproven removals, 0
 *     to 100; three are always allowed
 * @param absenceSpacing how far apart two complete lists must begin for an absence to count
 * @param force whether an operator lifts the guards: the budget, the last server, the count of
 *     DescribeServices. Where a task may have been overlooked, still nothing leaves by absence
 */
public record PlanRules(
    Policy policy, int maxRemovalPercent, Duration absenceSpacing, boolean force) {
  private static final int ALWAYS_ALLOWED = 3;

  public PlanRules {
    if (maxRemovalPercent < 0 || maxRemovalPercent > 100) {
      throw new IllegalArgumentException("a share in percent: " + maxRemovalPercent);
    }
    if (!absenceSpacing.isPositive()) {
      throw new IllegalArgumentException("one list proves no absence: " + absenceSpacing);
    }
  }

  /** How many of so many servers may be missing by unproven removals. */
  int removalBudget(int servers) {
    return Math.max(ALWAYS_ALLOWED, servers * maxRemovalPercent / 100);
  }

  public PlanRules forced() {
    return new PlanRules(policy, maxRemovalPercent, absenceSpacing, true);
  }
}
