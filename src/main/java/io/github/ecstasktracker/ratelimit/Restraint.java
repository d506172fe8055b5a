package io.github.ecstasktracker.ratelimit;

import java.time.Duration;

/**
 * How much of our part of a budget we use, where the account's is short: others take theirs from
 * it, and what is refused costs them and us.
 *
 * <ul>
 *   <li>A throttled second cuts the rate by {@value #CUT}, down to {@value #LEAST} of it.
 *   <li>Each second without adds {@value #STEP} of the whole, so a burst of others is over before
 *       we are back. As in TCP: many who do so come to share what there is.
 * </ul>
 *
 * Not safe for use by several threads.
 */
final class Restraint {
  static final double CUT = 0.3;
  static final double STEP = 0.05;
  static final double LEAST = 0.1;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private double part = 1;
  private long cutNanos;

  /** The last refusal, or as far as the time since was given back. */
  private long easedNanos;

  /** The part of the rate that is used, from {@link #LEAST} to 1. */
  double part() {
    return part;
  }

  /** A call was refused; tells whether the part has changed. Refusals come in swarms. */
  boolean throttled(long now) {
    boolean first = part == 1 || now - cutNanos >= SECOND;
    if (first) {
      part = Math.max(LEAST, part * (1 - CUT));
      cutNanos = now;
    }
    easedNanos = now;
    return first;
  }

  /** Time has passed; tells whether the part has changed. */
  boolean ease(long now) {
    long seconds = part == 1 ? 0 : (now - easedNanos) / SECOND;
    if (seconds <= 0) {
      return false;
    }
    part = Math.min(1, part + seconds * STEP);
    easedNanos += seconds * SECOND;
    return true;
  }
}
