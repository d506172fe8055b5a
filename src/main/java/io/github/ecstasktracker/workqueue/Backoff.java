package io.github.ecstasktracker.workqueue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a key that failed waits before it is tried again.
 *
 * <ul>
 *   <li>The n-th failure in a row waits between zero and {@code min(cap, base * 2^(n-1))}, every
 *       length as likely as another: "full jitter", which spreads many failed keys better than an
 *       exponential wait alone or with half of it fixed (AWS Architecture Blog, "Exponential
 *       Backoff And Jitter").
 *   <li>Any number of failures gives a length: nothing overflows and nothing gives up.
 *   <li>The same random source gives the same lengths. It is used by one thread at a time, under
 *       the lock of the queue.
 * </ul>
 */
public final class Backoff {
  public static final Duration DEFAULT_BASE = Duration.ofMillis(500);
  public static final Duration DEFAULT_CAP = Duration.ofSeconds(60);

  private static final Duration LONGEST_CAP = Duration.ofDays(1);

  private final long baseNanos;
  private final long capNanos;
  private final RandomGenerator random;

  /** With half a second, doubled up to a minute. */
  public Backoff(RandomGenerator random) {
    this(DEFAULT_BASE, DEFAULT_CAP, random);
  }

  /**
   * With other bounds.
   *
   * @param base the most that the first failure waits; above zero
   * @param cap the most that any failure waits; from {@code base} to a day
   */
  public Backoff(Duration base, Duration cap, RandomGenerator random) {
    if (!base.isPositive() || cap.compareTo(base) < 0 || cap.compareTo(LONGEST_CAP) > 0) {
      throw new IllegalArgumentException(
          "backoff needs 0 < base <= cap <= " + LONGEST_CAP + ", not " + base + " and " + cap);
    }
    this.baseNanos = base.toNanos();
    this.capNanos = cap.toNanos();
    this.random = random;
  }

  /**
   * A random wait.
   *
   * @param failures in a row, this one included; at least 1
   */
  public long delayNanos(int failures) {
    return random.nextLong(ceilingNanos(failures) + 1);
  }

  /** The longest wait that {@link #delayNanos} may give; never shrinks as failures grow. */
  public long ceilingNanos(int failures) {
    if (failures < 1) {
      throw new IllegalArgumentException("failures must be at least 1, not " + failures);
    }
    int doublings = failures - 1;
    // From here on the shifted value would reach the sign bit, far above any cap.
    if (doublings >= Long.numberOfLeadingZeros(baseNanos) - 1) {
      return capNanos;
    }
    return Math.min(capNanos, baseNanos << doublings);
  }
}
