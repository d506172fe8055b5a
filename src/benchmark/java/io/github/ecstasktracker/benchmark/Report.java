package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.Sample.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One run, for a person.
 *
 * @param throttled calls that the account refused, which a clean run has none of
 */
record Report(Via via, List<Sample> samples, long throttled) {
  /** The item is read, and tasks are listed, while the known tasks are described. */
  private static final Set<String> NOT_ON_THE_PATH = Set.of("dynamodb:GetItem", "ecs:ListTasks");

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("trigger to write, via " + via.name().toLowerCase(Locale.ROOT));
    lines.add("  all        " + millis(samples));
    lines.add("  removals   " + millis(of(Kind.REMOVAL)));
    lines.add("  additions  " + millis(of(Kind.ADDITION)));
    SortedMap<String, Long> path = path(of(Kind.REMOVAL));
    long calls = path.values().stream().mapToLong(Long::longValue).sum();
    lines.add(
        "  AWS calls between trigger and write: %d, of which one after another: %d"
            .formatted(
                calls,
                calls
                    - NOT_ON_THE_PATH.stream().mapToLong(one -> path.getOrDefault(one, 0L)).sum()));
    path.forEach(
        (operation, count) ->
            lines.add(
                "    "
                    + operation
                    + " "
                    + count
                    + (NOT_ON_THE_PATH.contains(operation) ? ", beside" : "")));
    lines.add("  calls throttled: " + throttled);
    return lines;
  }

  private List<Sample> of(Kind kind) {
    return samples.stream().filter(sample -> sample.kind() == kind).toList();
  }

  private static String millis(Collection<Sample> some) {
    return new Percentiles(some.stream().map(Sample::nanos).toList()).inMillis();
  }

  /**
   * The median of each operation's count: a look at the same time for another event of the service
   * does not belong to the path.
   */
  static SortedMap<String, Long> path(List<Sample> samples) {
    SortedMap<String, Long> path = new TreeMap<>();
    TreeSet<String> operations = new TreeSet<>();
    samples.forEach(sample -> operations.addAll(sample.calls().keySet()));
    for (String operation : operations) {
      List<Long> counts =
          samples.stream().map(sample -> sample.calls().getOrDefault(operation, 0L)).toList();
      long median = new Percentiles(counts).at(50);
      if (median > 0) {
        path.put(operation, median);
      }
    }
    return path;
  }
}
