package io.github.ecstasktracker.trigger;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter from 1 s to 30 s
 * (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter). Not thread-safe: one a loop.
 */
final class Backoff {
  private static final long BASE_MILLIS = 1_000;
  private static final long CAP_MILLIS = 30_000;

  /** Full jitter alone may choose no pause at all, and a loop would spin. */
  private static final long FLOOR_MILLIS = 100;

  private final RandomGenerator random;
  private long ceilingMillis = BASE_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** How long to wait after one more failure. */
  Duration next() {
    Duration pause = Duration.ofMillis(random.nextLong(FLOOR_MILLIS, ceilingMillis + 1));
    ceilingMillis = Math.min(CAP_MILLIS, ceilingMillis * 2);
    return pause;
  }

  /** Forgets the failures. */
  void reset() {
    ceilingMillis = BASE_MILLIS;
  }
}
