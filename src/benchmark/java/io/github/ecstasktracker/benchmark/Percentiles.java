package io.github.ecstasktracker.benchmark;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Nearest-rank percentiles: each is one of the values. */
final class Percentiles {
  private final List<Long> sorted;

  /** Of at least one value. */
  Percentiles(Collection<Long> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    this.sorted = values.stream().sorted().toList();
  }

  /**
   * The smallest value that at least so many percent of the values do not exceed.
   *
   * @param percent above 0, at most 100
   */
  long at(int percent) {
    return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
  }

  /** Of values in nanoseconds. */
  String inMillis() {
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f ms, max %.1f ms (%d samples)",
        at(50) / 1e6,
        at(99) / 1e6,
        at(100) / 1e6,
        sorted.size());
  }
}
