package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.workqueue.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a loop rests after failures in a row: full jitter from 1 s, doubled up to 30 s. Not
 * thread-safe: one a loop.
 */
final class LoopBackoff {
  /** Full jitter alone may choose no rest at all, and a loop would spin. */
  private static final long FLOOR_NANOS = Duration.ofMillis(100).toNanos();

  private final Backoff backoff;
  private int failures;

  LoopBackoff(RandomGenerator random) {
    this.backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), random);
  }

  /** How long to rest after one more failure. */
  Duration next() {
    failures = Math.min(failures + 1, 1_000);
    return Duration.ofNanos(Math.max(FLOOR_NANOS, backoff.delayNanos(failures)));
  }

  /** Forgets the failures. */
  void reset() {
    failures = 0;
  }
}
