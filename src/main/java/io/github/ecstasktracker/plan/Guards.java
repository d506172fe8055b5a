package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.Hold.Guard;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.ServerChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps back removals that have a reason but no proof: more of them than the budget, and the last
 * server. One failing dependency makes every task UNHEALTHY at once; sending traffic to all of them
 * is better than to none.
 *
 * <p>The budget is of the whole backend, not of one patch, so that the next plan does not halve
 * what this one left. Two entries of one address count once.
 *
 * @param allowed the removals that may go
 * @param holds those that may not
 */
record Guards(List<ServerChange.Remove> allowed, List<Hold> holds) {
  /**
   * Divides unproven removals.
   *
   * @param candidates unproven removals; the first go first
   * @param serving addresses that may serve once the patch is written, those of candidates included
   * @param keptOut addresses that unproven removals keep out already
   */
  static Guards over(
      List<ServerChange.Remove> candidates, int serving, int keptOut, PlanRules rules) {
    if (rules.force()) {
      return new Guards(candidates, List.of());
    }
    int budget = rules.removalBudget(serving + keptOut) - keptOut;
    List<ServerChange.Remove> allowed = new ArrayList<>();
    List<Hold> holds = new ArrayList<>();
    Set<Optional<Address>> leaving = new HashSet<>();
    for (ServerChange.Remove candidate : candidates) {
      Optional<Address> address = candidate.server().address();
      if (leaving.contains(address)) {
        allowed.add(candidate);
      } else if (leaving.size() >= budget) {
        holds.add(hold(candidate, Guard.BUDGET));
      } else if (serving - leaving.size() <= 1) {
        holds.add(hold(candidate, Guard.LAST));
      } else {
        leaving.add(address);
        allowed.add(candidate);
      }
    }
    return new Guards(allowed, holds);
  }

  /** How many servers leave. */
  int leaving() {
    return servers(allowed);
  }

  /** How many servers these are: two entries of one address count once. */
  static int servers(List<ServerChange.Remove> removals) {
    return (int) removals.stream().map(removal -> removal.server().address()).distinct().count();
  }

  private static Hold hold(ServerChange.Remove removal, Guard guard) {
    return new Hold(removal.key(), guard, new HoldCause.Wanted(removal.cause()));
  }
}
