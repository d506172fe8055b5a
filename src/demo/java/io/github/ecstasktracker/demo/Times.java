package io.github.ecstasktracker.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How long some drifts took, in whole milliseconds. */
record Times(int count, long medianMillis, long longestMillis) {
  static Times of(List<Drift> drifts) {
    List<Long> millis = drifts.stream().map(Drift::took).map(Duration::toMillis).sorted().toList();
    return millis.isEmpty()
        ? new Times(0, 0, 0)
        : new Times(millis.size(), millis.get((millis.size() - 1) / 2), millis.getLast());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "median %,d ms, longest %,d ms", medianMillis, longestMillis);
  }
}
