package io.github.ecstasktracker.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One line of what a benchmark prints: a figure, the floor that it cannot fall below, and whether
 * it kept its bound.
 *
 * @param floor what it would be if nothing but AWS cost; empty where there is none
 * @param ratio of the measured figure to what it is compared with; NaN where there is none
 * @param bound what it must keep, in words; empty where it is only told
 * @param kept true where there is no bound
 */
record Row(String name, String measured, String floor, double ratio, String bound, boolean kept) {
  private static final List<Cell> COLUMNS =
      List.of(
          new Cell("", false, Row::name),
          new Cell("measured", true, Row::measured),
          new Cell("floor", true, Row::floor),
          new Cell("ratio", true, Row::shownRatio),
          new Cell("bound", false, Row::bound),
          new Cell("", false, Row::verdict));

  private record Cell(String head, boolean right, Function<Row, String> text) {}

  /** A figure that is only told. */
  static Row told(String name, String measured) {
    return new Row(name, measured, "", Double.NaN, "", true);
  }

  /** A Markdown table, aligned also for who reads it as it is; each line ends. */
  static String table(List<Row> rows) {
    List<Integer> widths =
        COLUMNS.stream()
            .map(
                column ->
                    rows.stream()
                        .mapToInt(row -> column.text().apply(row).length())
                        .reduce(Math.max(3, column.head().length()), Math::max))
            .toList();
    List<String> lines = new ArrayList<>();
    lines.add(line(widths, Cell::head));
    lines.add(
        IntStream.range(0, COLUMNS.size())
            .mapToObj(i -> "-".repeat(widths.get(i) + 1) + (COLUMNS.get(i).right() ? ":" : "-"))
            .collect(Collectors.joining("|", "|", "|\n")));
    for (Row row : rows) {
      lines.add(line(widths, column -> column.text().apply(row)));
    }
    return String.join("", lines);
  }

  private static String line(List<Integer> widths, Function<Cell, String> text) {
    return IntStream.range(0, COLUMNS.size())
        .mapToObj(
            i -> {
              Cell column = COLUMNS.get(i);
              String form = " %" + (column.right() ? "" : "-") + widths.get(i) + "s ";
              return form.formatted(text.apply(column));
            })
        .collect(Collectors.joining("|", "|", "|\n"));
  }

  private String shownRatio() {
    return Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.2f", ratio);
  }

  private String verdict() {
    return bound.isEmpty() ? "" : kept ? "kept" : "BROKEN";
  }
}
