package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.Plot.Chart;
import io.github.ecstasktracker.benchmark.Plot.Point;
import io.github.ecstasktracker.benchmark.Plot.Series;
import io.github.ecstasktracker.system.Rush;
import java.util.ArrayList;
import java.util.List;

/** How the storm's time to a true table and the calls of a read grow with the cluster. */
final class Curves {
  private static final List<Integer> SERVICES = List.of(10, 30, 100, 300, 1_000);
  private static final int TASKS = 10;
  private static final int RUNS = 3;

  private Curves() {}

  /** An SVG document. */
  static String svg(long seed) {
    List<Point> measured = new ArrayList<>();
    List<Point> floors = new ArrayList<>();
    List<Point> calls = new ArrayList<>();
    List<Point> leastCalls = new ArrayList<>();
    for (int services : SERVICES) {
      Rush.Size size = new Rush.Size(services, TASKS, false);
      List<Rush.Outcome> outcomes = Storms.outcomes(RUNS, seed, size);
      Percentiles toTrue =
          new Percentiles(outcomes.stream().map(each -> each.toTrue().toNanos()).toList());
      double floor = Storms.floor(size.tasks()).toMillis() / 1e3;
      measured.add(new Point(size.tasks(), toTrue.at(50) / 1e9));
      floors.add(new Point(size.tasks(), floor));
      calls.add(new Point(size.tasks(), outcomes.getFirst().passCalls()));
      leastCalls.add(new Point(size.tasks(), 2L * Math.ceilDiv(size.tasks(), 100)));
    }
    return Plot.svg(
        List.of(
            new Chart(
                "Storm: from the last change to a true table",
                "tasks",
                "seconds",
                List.of(
                    new Series("measured, median of " + RUNS, measured),
                    new Series("the budget's time for one read", floors))),
            new Chart(
                "A read of everything, nothing changed",
                "tasks",
                "calls",
                List.of(
                    new Series("measured", calls),
                    new Series("2 x ceil(tasks / 100)", leastCalls)))));
  }
}
