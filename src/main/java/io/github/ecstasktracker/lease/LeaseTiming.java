package io.github.ecstasktracker.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long what may take, in the relation in which leader election works (that of client-go's
 * leaderelection package, whose defaults these are): {@code duration > renewDeadline > retryPeriod
 * * 1.2}.
 *
 * @param duration how long the lease outlives its last heartbeat, by the clock of whoever watches
 * @param renewDeadline when a leader stops to write, by its own clock, counted from the sending of
 *     its last successful heartbeat. The ratio to the duration is how much faster a watcher's clock
 *     may run before two processes take themselves for the leader; the fence holds beyond it.
 * @param retryPeriod from one heartbeat, or one look of a standby, to the next; up to 1.2 times as
 *     long
 */
public record LeaseTiming(Duration duration, Duration renewDeadline, Duration retryPeriod) {
  /** Spreads the calls of replicas that were started together. */
  static final double JITTER_MAX = 1.2;

  /** No stored duration above this is believed either: a standby would wait for it. */
  public static final Duration DURATION_MAX = Duration.ofHours(1);

  public static final LeaseTiming DEFAULT =
      new LeaseTiming(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

  public LeaseTiming {
    List<String> problems = problems(duration, renewDeadline, retryPeriod);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** What is wrong with these values, a sentence each; empty where they are good. */
  public static List<String> problems(
      Duration duration, Duration renewDeadline, Duration retryPeriod) {
    List<String> problems = new ArrayList<>();
    if (!retryPeriod.isPositive()) {
      problems.add("the retry period of the lease must be above zero, not " + text(retryPeriod));
    }
    Duration retryMax = longest(retryPeriod);
    if (renewDeadline.compareTo(retryMax) <= 0) {
      problems.add(
          "the renew deadline of the lease (%s) must be above 1.2 times its retry period (%s)"
              .formatted(text(renewDeadline), text(retryMax)));
    }
    if (duration.compareTo(renewDeadline) <= 0) {
      problems.add(
          "the duration of the lease (%s) must be above its renew deadline (%s)"
              .formatted(text(duration), text(renewDeadline)));
    }
    if (duration.compareTo(DURATION_MAX) > 0) {
      problems.add(
          "the duration of the lease (%s) must be at most %s"
              .formatted(text(duration), text(DURATION_MAX)));
    }
    return problems;
  }

  /**
   * For one attempt of a call: a connection that hangs costs a retry period, not the lease
   * (kubernetes/kubernetes#124588).
   */
  public Duration attemptTimeout() {
    return retryPeriod;
  }

  /** For a call with its attempts: two of them fit before the deadline. */
  public Duration callTimeout() {
    return renewDeadline.dividedBy(2);
  }

  /** How long a healthy loop may show no progress: a renewal, a read, a bid, and a rest. */
  public Duration silenceMax() {
    return callTimeout().multipliedBy(3).plus(longest(retryPeriod));
  }

  private static Duration longest(Duration retryPeriod) {
    return Duration.ofNanos((long) (retryPeriod.toNanos() * JITTER_MAX));
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
