package io.github.ecstasktracker.benchmark;

import java.util.List;
import java.util.Locale;

/** One run's figures against its bounds. */
record ChurnRow(ChurnCase run, ChurnFigures figures) {
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

  /** In words, each bound that was not kept. */
  List<String> broken() {
    return new ChurnVerdict(run, figures).broken();
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

  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
