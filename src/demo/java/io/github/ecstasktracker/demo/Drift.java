package io.github.ecstasktracker.demo;

import java.time.Duration;

/**
 * One address of one backend that was wrong in the table, and is right again.
 *
 * @param sinceNanos the last time it was seen right: the true beginning is not before
 * @param healedNanos the first time it was seen right again: the true end is not after
 */
record Drift(String backend, String server, Kind kind, long sinceNanos, long healedNanos) {
  /** What was wrong. */
  enum Kind {
    /** Ought to be served and is not. */
    MISSING,
    /** Is served and ought not to be. */
    STALE
  }

  /** Never less than it really took. */
  Duration took() {
    return Duration.ofNanos(healedNanos - sinceNanos);
  }
}
