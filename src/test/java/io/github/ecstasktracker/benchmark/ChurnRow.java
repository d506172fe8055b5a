package io.github.ecstasktracker.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One run's figures against its bounds. */
record ChurnRow(ChurnCase run, ChurnFigures figures) {
  private static final double WRITES_MAX = 1.2;

  /** A call that was made as the bucket filled may be seen a moment sooner after the one before. */
  private static final double JITTER = 1;

  private static final String HEAD =
      """
      | deaths a second | additions p50 / p99 / max | removals p50 / p99 / max | bound p50 / p99 \
      | added dead | removed serving | between passes | writes a change | throttled | astray | |
      |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|
      """;

  /** A Markdown table; each line ends. */
  static String table(List<ChurnRow> rows) {
    StringBuilder table = new StringBuilder(HEAD);
    rows.forEach(row -> table.append(row.line()));
    return table.toString();
  }

  boolean kept() {
    return broken().isEmpty();
  }

  /** In words, each bound that was not kept; the naive way has none. */
  List<String> broken() {
    List<String> broken = new ArrayList<>();
    if (run.naive()) {
      return broken;
    }
    lags(broken, "additions", figures.additions());
    lags(broken, "removals", figures.removals());
    refuse(broken, figures.safety().addedDead(), "added while dead");
    refuse(broken, figures.safety().removedServing(), "removed while serving");
    refuse(broken, figures.unfollowed(), "not in the table at the end");
    refuse(broken, figures.late(), "lost events not healed by the end of the next pass");
    if (figures.between() > run.passesWithin().toNanos()) {
      broken.add("passes " + seconds(figures.between()) + " apart");
    }
    if (figures.written() > WRITES_MAX * figures.changes()) {
      broken.add("writes a change");
    }
    if (figures.overdrawn() > JITTER) {
      broken.add(String.format(Locale.ROOT, "%.1f calls over its share", figures.overdrawn()));
    }
    return broken;
  }

  private void lags(List<String> broken, String what, List<Long> lags) {
    if (lags.isEmpty()) {
      broken.add("no " + what);
      return;
    }
    Percentiles times = new Percentiles(lags);
    run.bound()
        .ifPresent(
            bound -> {
              over(broken, what + " p50", times.at(50), bound.median());
              bound.p99().ifPresent(most -> over(broken, what + " p99", times.at(99), most));
            });
  }

  private static void over(List<String> broken, String what, long nanos, Duration most) {
    if (nanos > most.toNanos()) {
      broken.add(what);
    }
  }

  private static void refuse(List<String> broken, int count, String what) {
    if (count > 0) {
      broken.add(count + " " + what);
    }
  }

  /** For the table of all benchmarks. */
  Row row() {
    return new Row(
        "churn " + run.name(),
        "+ " + millis(figures.additions()) + ", - " + millis(figures.removals()) + " ms",
        "",
        Double.NaN,
        run.naive() ? "" : bound() + (kept() ? "" : ": " + String.join(", ", broken())),
        kept());
  }

  private String line() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %d | %d | %s | %.2f | %d | %s | %s |%n",
        run.name(),
        millis(figures.additions()),
        millis(figures.removals()),
        run.naive() ? "" : bound(),
        figures.safety().addedDead(),
        figures.safety().removedServing(),
        run.naive() ? "" : seconds(figures.between()),
        (double) figures.written() / Math.max(1, figures.changes()),
        figures.throttled(),
        astray(),
        verdict());
  }

  private String verdict() {
    String verdict = run.naive() ? "" : kept() ? "kept" : "BROKEN: " + String.join(", ", broken());
    return figures.lost() == 0
        ? verdict
        : verdict
            + " (%d turns lost, %d healed by the next event)"
                .formatted(figures.lost(), figures.byNextEvent());
  }

  private String bound() {
    return run.bound()
        .map(
            bound ->
                bound.median().toMillis()
                    + bound.p99().map(most -> " / " + most.toMillis()).orElse(""))
        .orElse("safety alone");
  }

  private String astray() {
    List<Long> strays = figures.strays();
    return strays.isEmpty()
        ? "0"
        : strays.size() + ", max " + seconds(new Percentiles(strays).at(100));
  }

  private static String millis(List<Long> nanos) {
    if (nanos.isEmpty()) {
      return "none";
    }
    Percentiles times = new Percentiles(nanos);
    return String.format(
        Locale.ROOT,
        "%,.0f / %,.0f / %,.0f",
        times.at(50) / 1e6,
        times.at(99) / 1e6,
        times.at(100) / 1e6);
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
