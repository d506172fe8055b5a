package io.github.ecstasktracker.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The live table as lines: a row a service, a mark a server. Pure; no line is wider than {@value
 * #WIDTH} characters, so that none wraps in a usual terminal.
 *
 * @param act the number of the act that is on
 * @param acts how many there are
 * @param elapsed since the demo began
 */
record Board(int act, int acts, String title, Duration elapsed, List<Row> rows) {
  static final int WIDTH = 78;

  private static final int MARKS = 30;
  private static final int PROGRESS = 14;

  /** One service: what ought to be served and what is. */
  record Row(
      String service, String mode, Set<String> wanted, Set<String> stored, Optional<Drift> last) {
    int right() {
      return (int) wanted.stream().filter(stored::contains).count();
    }

    int missing() {
      return wanted.size() - right();
    }

    int stale() {
      return stored.size() - right();
    }
  }

  List<String> lines(Palette palette) {
    List<String> lines = new ArrayList<>();
    lines.add(palette.faint("-".repeat(WIDTH)));
    lines.add(
        palette.title(
            fit(
                "%-7s %-8s  %-30s  %5s  %s",
                "service", "mode", "servers", "right", "last healed")));
    for (Row row : rows) {
      lines.add(line(row, palette));
    }
    lines.add(
        fit(
            "act %d of %d [%s%s] %3d s  %s",
            act,
            acts,
            "#".repeat(PROGRESS * act / acts),
            ".".repeat(PROGRESS - PROGRESS * act / acts),
            elapsed.toSeconds(),
            title));
    lines.add(
        palette.good("#")
            + " right   "
            + palette.waiting("+")
            + " not in the table yet   "
            + palette.bad("x")
            + " still in the table");
    return lines;
  }

  private static String line(Row row, Palette palette) {
    int right = Math.min(row.right(), MARKS);
    int missing = Math.min(row.missing(), MARKS - right);
    int stale = Math.min(row.stale(), MARKS - right - missing);
    String marks =
        palette.good("#".repeat(right))
            + palette.waiting("+".repeat(missing))
            + palette.bad("x".repeat(stale))
            + " ".repeat(MARKS - right - missing - stale);
    return fit("%-7s %-8s  ", row.service(), row.mode())
        + marks
        + fit("  %2d/%-2d  %s", row.right(), row.wanted().size(), healed(row));
  }

  private static String healed(Row row) {
    return row.last()
        .map(drift -> String.format(Locale.ROOT, "in %,d ms", drift.took().toMillis()))
        .orElse("");
  }

  private static String fit(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values);
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH);
  }
}
