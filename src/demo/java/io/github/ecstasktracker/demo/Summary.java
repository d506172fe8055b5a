package io.github.ecstasktracker.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * What came of it all.
 *
 * @param open differences that are there at the end
 * @param overdue differences that lasted longer than allowed
 * @param byCause the same, by what healed them
 * @param calls AWS calls of the controller, by operation
 * @param foreignItems items of which some part is not the controller's
 * @param weightKept whether a weight edited by hand is as the hand left it
 */
record Summary(
    Times times,
    int open,
    int overdue,
    int vanished,
    SortedMap<String, Times> byCause,
    SortedMap<String, Long> calls,
    Events events,
    int foreignItems,
    boolean foreignUntouched,
    boolean weightKept,
    Ending ending) {

  /** What became of the controller when it was told to end. */
  sealed interface Ending {
    /** It was not told to. */
    record StillRunning() implements Ending {}

    record Exited(int code) implements Ending {}

    record TimedOut() implements Ending {}

    default boolean good() {
      return switch (this) {
        case StillRunning still -> true;
        case Exited exited -> exited.code() == 0;
        case TimedOut timedOut -> false;
      };
    }

    default String words() {
      return switch (this) {
        case StillRunning still -> "not sent: the controller goes on";
        case Exited exited -> "the controller ended with exit code " + exited.code();
        case TimedOut timedOut -> "the controller did not end in time";
      };
    }
  }

  /** Task events, and what became of them on their way. */
  record Events(long sent, long dropped, long doubled, long reordered, long late) {}

  int unhealed() {
    return Math.max(open, overdue);
  }

  boolean good() {
    return unhealed() == 0 && foreignUntouched && weightKept && ending.good();
  }

  int exitCode() {
    return good() ? 0 : 1;
  }

  List<String> lines(Palette palette) {
    List<String> lines = new ArrayList<>();
    lines.add(row("drifts made", number(times.count() + open + vanished)));
    lines.add(row("healed", number(times.count()) + ": " + times));
    byCause.forEach(
        (cause, some) -> lines.add(row("", number(some.count()) + " by " + cause + ": " + some)));
    lines.add(
        row(
            "unhealed",
            verdict(palette, unhealed() == 0, number(unhealed()))
                + " (not right again within the bound)"));
    lines.add(row("gone by themselves", number(vanished) + " (before anybody could write)"));
    lines.add(row("AWS calls", number(total(calls)) + " by the controller:"));
    calls.forEach((operation, count) -> lines.add(row("", operation + " " + number(count))));
    lines.add(row("transactions", number(transactions()) + " (writes, and takings of the lease)"));
    lines.add(
        row(
            "events",
            "%s sent: %s dropped, %s doubled, %s overtaken, %s late"
                .formatted(
                    number(events.sent()),
                    number(events.dropped()),
                    number(events.doubled()),
                    number(events.reordered()),
                    number(events.late()))));
    lines.add(
        row(
            "foreign attributes",
            verdict(palette, foreignUntouched, foreignUntouched ? "untouched" : "CHANGED")
                + " (%d items compared, byte for byte)".formatted(foreignItems)));
    lines.add(
        row("weight set by hand", verdict(palette, weightKept, weightKept ? "kept" : "LOST")));
    lines.add(row("SIGTERM", verdict(palette, ending.good(), ending.words())));
    return lines;
  }

  /** What is updated by itself is the lease's heartbeat. */
  private long transactions() {
    return calls.getOrDefault("dynamodb:TransactWriteItems", 0L);
  }

  private static String verdict(Palette palette, boolean good, String text) {
    return good ? palette.good(text) : palette.bad(text);
  }

  private static String row(String title, String text) {
    return String.format(Locale.ROOT, "  %-20s%s", title, text);
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
