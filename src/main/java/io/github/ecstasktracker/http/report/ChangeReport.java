package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.ServerChange;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One server that is added, changed or removed.
 *
 * @param op {@code add}, {@code change} or {@code remove}
 * @param from null for an addition
 * @param to null for a removal
 */
public record ChangeReport(
    String op, String key, @Nullable ServerReport from, @Nullable ServerReport to, String reason) {
  static ChangeReport of(ServerChange change) {
    return switch (change) {
      case ServerChange.Add(var server, var cause) ->
          new ChangeReport("add", change.key(), null, ServerReport.of(server), cause.sentence());
      case ServerChange.Change(var from, var to, var cause) ->
          new ChangeReport(
              "change", change.key(), ServerReport.of(from), ServerReport.of(to), cause.sentence());
      case ServerChange.Remove(var server, var cause) ->
          new ChangeReport("remove", change.key(), ServerReport.of(server), null, cause.sentence());
    };
  }

  static List<ChangeReport> all(Collection<ServerChange> changes) {
    return changes.stream()
        .map(ChangeReport::of)
        .sorted(Comparator.comparing(ChangeReport::key).thenComparing(ChangeReport::op))
        .toList();
  }
}
