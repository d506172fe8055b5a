package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.Hold.Guard;
import io.github.ecstasktracker.model.ServerChange;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps back removals that have a reason but no proof: more of them than the budget, and the last
 * server. One failing dependency makes every task UNHEALTHY at once; sending traffic to all of them
 * is better than to none.
 *
 * <p>The budget is of the whole backend, not of one patch, so that a second pass does not halve
 * what the first one left.
 */
final class Guards {
  private final PlanRules rules;
  private final List<Hold> holds = new ArrayList<>();

  Guards(PlanRules rules) {
    this.rules = rules;
  }

  /**
   * The removals that may go, in key order.
   *
   * @param candidates unproven removals, in key order
   * @param staying servers that the item would hold if none of the candidates went, candidates
   *     included
   * @param missing tasks that unproven removals keep out already
   */
  List<ServerChange.Remove> allow(List<ServerChange.Remove> candidates, int staying, int missing) {
    if (rules.force()) {
      return candidates;
    }
    int budget = rules.removalBudget(staying + missing) - missing;
    List<ServerChange.Remove> allowed = new ArrayList<>();
    for (ServerChange.Remove candidate : candidates) {
      if (allowed.size() >= budget) {
        hold(candidate, Guard.BUDGET, "more removals than --max-removal allows");
      } else if (staying - allowed.size() <= 1) {
        hold(candidate, Guard.LAST, "would remove the last server");
      } else {
        allowed.add(candidate);
      }
    }
    return allowed;
  }

  List<Hold> holds() {
    return holds;
  }

  private void hold(ServerChange.Remove removal, Guard guard, String why) {
    holds.add(new Hold(removal.key(), guard, why + ": " + removal.reason()));
  }
}
