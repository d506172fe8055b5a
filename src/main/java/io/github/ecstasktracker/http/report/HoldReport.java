package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.Hold;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** One removal that is held back. */
public record HoldReport(String key, String guard, boolean loud, String reason) {
  static List<HoldReport> all(Collection<Hold> holds) {
    return holds.stream()
        .map(
            hold ->
                new HoldReport(hold.server(), Labels.of(hold.guard()), hold.loud(), hold.reason()))
        .sorted(Comparator.comparing(HoldReport::key).thenComparing(HoldReport::guard))
        .toList();
  }
}
