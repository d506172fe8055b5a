package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.system.Rush;
import java.util.List;

/**
 * {@code ./ecs-task-tracker benchmark hot}: 1,000 tasks of one service are replaced at once, so
 * that all writes meet in one item; and beside it the same load on 50 services of 10 tasks. In
 * virtual time.
 */
final class Hot {
  private Hot() {}

  static List<Row> measure(int runs, long seed) {
    Rush.Size hot = new Rush.Size(1, 1_000, false);
    Rush.Size wide = new Rush.Size(50, 10, false);
    return rows(
        Storms.outcomes(runs, seed, hot),
        hot.tasks(),
        Storms.outcomes(runs, seed, wide),
        wide.tasks());
  }

  static List<Row> rows(
      List<Rush.Outcome> hot, int hotTasks, List<Rush.Outcome> wide, int wideTasks) {
    int inFlight = hot.stream().mapToInt(Rush.Outcome::inFlightMost).max().orElseThrow();
    long refused = hot.stream().mapToLong(Rush.Outcome::refused).sum();
    double writes =
        hot.stream()
            .mapToDouble(outcome -> (double) outcome.writes() / outcome.observed())
            .max()
            .orElseThrow();
    return List.of(
        new Row(
            "hot service: writes in flight", "" + inFlight, "1", inFlight, "<= 1", inFlight <= 1),
        new Row("hot service: writes refused", "" + refused, "0", Double.NaN, "0", refused == 0),
        new Row(
            "hot service: writes an observed change",
            "%.2f".formatted(writes),
            "1.00",
            writes,
            "<= 1",
            writes <= 1),
        told("hot service of 1,000 tasks, to a true table", hot, hotTasks),
        told("storm of 50 services x 10 tasks, to a true table", wide, wideTasks));
  }

  private static Row told(String name, List<Rush.Outcome> outcomes, int tasks) {
    Percentiles toTrue =
        new Percentiles(outcomes.stream().map(outcome -> outcome.toTrue().toNanos()).toList());
    long median = toTrue.at(50);
    return new Row(
        name,
        Storms.seconds(java.time.Duration.ofNanos(median)),
        Storms.seconds(Storms.floor(tasks)),
        (double) median / Storms.floor(tasks).toNanos(),
        "",
        true);
  }
}
