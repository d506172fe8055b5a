package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.system.Rush;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * {@code ./ecs-task-tracker benchmark storm}: all services replace all tasks at once, with ECS's
 * request budget empty at the start and the whole of it ours. In virtual time, so that the figures
 * do not depend on the machine.
 *
 * <p>The floor is what the budget alone needs to read the cluster once: two calls for each hundred
 * tasks, 20 a second.
 */
final class Storms {
  static final double MEDIAN_MAX = 0.4;
  static final double WORST_MAX = 0.6;
  static final double WRITES_MAX = 2;

  /** A fifth of the storm: its time grows with the events. */
  private static final Rush.Size NAIVE = new Rush.Size(200, 10, false);

  private static final int PAGE = 100;
  private static final double CALLS_A_SECOND = 20;

  private Storms() {}

  static List<Row> measure(int runs, long seed) {
    Rush.Size size = new Rush.Size(1_000, 10, false);
    List<Rush.Outcome> same = outcomes(runs, seed, size);
    Rush.Outcome revisions = new Rush(seed, new Rush.Size(1_000, 10, true)).run();
    Duration naive = Naive.toTrue(seed, NAIVE.services(), NAIVE.tasksEach());
    return rows(size, same, revisions, naive);
  }

  static List<Row> rows(
      Rush.Size size, List<Rush.Outcome> same, Rush.Outcome revisions, Duration naive) {
    Duration floor = floor(size.tasks());
    Percentiles toTrue =
        new Percentiles(same.stream().map(outcome -> outcome.toTrue().toNanos()).toList());
    double writes =
        same.stream()
            .mapToDouble(outcome -> (double) outcome.writes() / outcome.observed())
            .max()
            .orElseThrow();
    String storm = "storm of %,d services, %,d tasks".formatted(size.services(), size.tasks());
    Duration ofRevisions = Duration.ofMillis(Math.round(1_000 * size.services() / CALLS_A_SECOND));
    Duration took = revisions.changing().plus(revisions.toTrue());
    return List.of(
        bound(storm + ", median of " + same.size(), toTrue.at(50), floor, MEDIAN_MAX),
        bound(storm + ", worst of " + same.size(), toTrue.at(100), floor, WORST_MAX),
        new Row(
            "writes a backend and observed change, worst",
            String.format(Locale.ROOT, "%.2f", writes),
            "1.00",
            writes,
            "<= " + WRITES_MAX,
            writes <= WRITES_MAX),
        new Row(
            "new revisions, from the first change",
            seconds(took),
            seconds(ofRevisions),
            (double) took.toNanos() / ofRevisions.toNanos(),
            "",
            true),
        new Row(
            "the naive way (one read an event), %,d tasks".formatted(NAIVE.tasks()),
            seconds(naive),
            seconds(floor(NAIVE.tasks())),
            (double) naive.toNanos() / floor(NAIVE.tasks()).toNanos(),
            "",
            true));
  }

  static List<Rush.Outcome> outcomes(int runs, long seed, Rush.Size size) {
    return LongStream.range(seed, seed + runs)
        .parallel()
        .mapToObj(each -> new Rush(each, size).run())
        .toList();
  }

  /** So long the budget alone needs for one read of a cluster. */
  static Duration floor(int tasks) {
    return Duration.ofMillis(Math.round(1_000 * 2 * Math.ceilDiv(tasks, PAGE) / CALLS_A_SECOND));
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%,.1f s", time.toMillis() / 1_000.0);
  }

  private static Row bound(String name, long nanos, Duration floor, double most) {
    double ratio = (double) nanos / floor.toNanos();
    return new Row(
        name + ", to a true table",
        seconds(Duration.ofNanos(nanos)),
        seconds(floor),
        ratio,
        "<= " + most,
        ratio <= most);
  }
}
