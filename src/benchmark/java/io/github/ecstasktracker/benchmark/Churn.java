package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.Plot.Chart;
import io.github.ecstasktracker.benchmark.Plot.Point;
import io.github.ecstasktracker.benchmark.Plot.Series;
import io.github.ecstasktracker.command.Console;
import io.github.ecstasktracker.command.ExitCode;
import io.github.ecstasktracker.docs.Markers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * {@code ./ecs-task-tracker benchmark churn}: tasks that die at a steady rate, each replaced, under
 * AWS's request limits; how far the table lags behind the truth, and whether every write was right.
 * The list-and-describe way beside it. See docs/performance.md.
 */
final class Churn {
  private static final int FAULTS_TOLD = 5;

  private Churn() {}

  /** The exit code. */
  static int run(Console console, ChurnOptions options, String machine, Path folder)
      throws IOException, InterruptedException {
    console.out().println(machine);
    List<ChurnRow> rows = new ArrayList<>();
    try {
      measure(options, folder, console.err()::println, rows);
    } finally {
      // What was measured before a run failed took long.
      console.out().print(ChurnRow.table(rows));
    }
    if (options.record()) {
      String text = "\n" + machine + "\n\n" + ChurnRow.table(rows) + "\n";
      Path docs = folder.toAbsolutePath().normalize().resolveSibling("docs");
      Path page = docs.resolve("performance.md");
      Files.writeString(page, Markers.replace(Files.readString(page), "churn", text));
      Files.writeString(docs.resolve("churn.svg"), plot(rows));
    }
    return rows.stream().allMatch(ChurnRow::kept) ? ExitCode.OK : ExitCode.FINDINGS;
  }

  /** As one of all benchmarks, each run as long as these say. */
  static List<Row> measure(Options options, Path folder) throws IOException, InterruptedException {
    ChurnOptions churn =
        new ChurnOptions(
            Optional.of(options.time()), options.via(), List.of(), false, options.seed());
    List<ChurnRow> rows = new ArrayList<>();
    measure(churn, folder, System.err::println, rows);
    return rows.stream().map(ChurnRow::row).toList();
  }

  private static void measure(
      ChurnOptions options, Path folder, Consumer<String> progress, List<ChurnRow> rows)
      throws InterruptedException {
    for (ChurnCase run : options.runs()) {
      ChurnRow row = measure(run, options.seed(), folder);
      progress.accept(row.row().name() + ": " + row.row().measured());
      row.figures().safety().faults().stream().limit(FAULTS_TOLD).forEach(progress);
      rows.add(row);
    }
  }

  /** One run. */
  static ChurnRow measure(ChurnCase run, long seed, Path folder) throws InterruptedException {
    try (ChurnCourse course = new ChurnCourse(run, seed, folder)) {
      return new ChurnRow(run, ChurnFigures.of(course.run(), run.share(), run.lag()));
    }
  }

  /** An SVG document; what was not run is not in it. */
  static String plot(List<ChurnRow> rows) {
    return Plot.svg(List.of(chart(rows, "p50", 50), chart(rows, "p99", 99)));
  }

  private static Chart chart(List<ChurnRow> rows, String title, int percent) {
    List<Series> series = new ArrayList<>();
    series(series, "events through SQS", rows, percent, run -> is(run, Via.SQS));
    series(series, "list and describe at each event", rows, percent, ChurnCase::naive);
    series(series, "events through POST /event", rows, percent, run -> is(run, Via.EVENT));
    return new Chart("From the truth to the table, " + title, "deaths a second", "ms", series);
  }

  private static boolean is(ChurnCase run, Via via) {
    return run.plain() && run.via() == via;
  }

  private static void series(
      List<Series> all,
      String name,
      List<ChurnRow> rows,
      int percent,
      Predicate<ChurnCase> wanted) {
    List<Point> points = new ArrayList<>();
    for (ChurnRow row : rows) {
      List<Long> lags = new ArrayList<>(row.figures().additions());
      lags.addAll(row.figures().removals());
      if (wanted.test(row.run()) && !lags.isEmpty()) {
        points.add(new Point(row.run().rate(), new Percentiles(lags).at(percent) / 1e6));
      }
    }
    if (!points.isEmpty()) {
      all.add(new Series(name, points));
    }
  }
}
