package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.ChurnLog.Bucket;
import io.github.ecstasktracker.benchmark.ChurnLog.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether each process kept to its share in every window of time: a bucket of that share, for each
 * process and each of AWS's, from which every call is drawn.
 */
final class ChurnBudget {
  private ChurnBudget() {}

  /**
   * What would be missing in the emptiest of them, in calls; zero where all was within its share.
   *
   * @param share of the account's budget that each process may use
   */
  static double overdrawn(ChurnLog log, double share) {
    record Drawer(String caller, Bucket bucket) {}
    Map<Drawer, List<Call>> drawn = new HashMap<>();
    for (Call call : log.calls()) {
      drawn
          .computeIfAbsent(new Drawer(call.caller(), call.bucket()), key -> new ArrayList<>())
          .add(call);
    }
    double worst = 0;
    for (Map.Entry<Drawer, List<Call>> each : drawn.entrySet()) {
      Bucket bucket = each.getKey().bucket();
      double capacity = share * bucket.burst;
      double left = capacity;
      long at = each.getValue().getFirst().at();
      for (Call call : each.getValue()) {
        left = Math.min(capacity, left + share * bucket.perSecond * (call.at() - at) / 1e9) - 1;
        at = call.at();
        worst = Math.max(worst, -left);
      }
    }
    return worst;
  }
}
