package io.github.ecstasktracker.explore;

import java.util.EnumMap;
import java.util.Map;

/** How many of the runs that were judged held what they are to be about. */
final class Tally {
  /** What a run may hold. */
  enum Sight {
    /** The lease went from one process to another. */
    TAKEOVER,
    /** A write that had been sent under an old epoch was refused by the store. */
    STALE_WRITE_REFUSED,
    /** A process was killed. */
    CRASH
  }

  private final Map<Sight, Long> runs = new EnumMap<>(Sight.class);

  void add(Sight sight) {
    runs.merge(sight, 1L, Long::sum);
  }

  long of(Sight sight) {
    return runs.getOrDefault(sight, 0L);
  }

  @Override
  public String toString() {
    return "runs with " + runs;
  }
}
