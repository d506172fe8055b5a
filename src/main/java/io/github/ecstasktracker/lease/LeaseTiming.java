package io.github.ecstasktracker.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Time limits of leader election and the relation they must satisfy (that of client-go's
 * leaderelection package, whose defaults these are): {@code duration > renewDeadline > retryPeriod
 * * 1.2}.
 *
 * @param duration how long the lease outlives its last heartbeat, by a watcher's clock
 * @param renewDeadline when a leader stops writing, by its own clock, counted from sending its last
 *     successful heartbeat. The ratio of duration to deadline is how much faster a watcher's clock
 *     may run before two processes believe they lead; even then the fence holds.
 * @param retryPeriod time between two heartbeats of a leader or two reads of a standby; jitter
 *     makes it up to 1.2 times as long
 */
public record LeaseTiming(Duration duration, Duration renewDeadline, Duration retryPeriod) {
  /** Jitter that spreads the calls of replicas started together. */
  static final double JITTER_MAX = 1.2;

  /** Upper bound for configured and stored durations: a standby would wait for a longer one. */
  public static final Duration DURATION_MAX = Duration.ofHours(1);

  public static final LeaseTiming DEFAULT =
      new LeaseTiming(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

  public LeaseTiming {
    List<String> problems = problems(duration, renewDeadline, retryPeriod);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** One sentence for each problem with these values; empty if they are valid. */
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
   * Timeout of one attempt: a hanging connection costs a retry period, not the lease
   * (kubernetes/kubernetes#124588).
   */
  public Duration attemptTimeout() {
    return retryPeriod;
  }

  /** Timeout of a call with all its attempts: two calls fit before the deadline. */
  public Duration callTimeout() {
    return renewDeadline.dividedBy(2);
  }

  /**
   * How long a healthy loop may show no progress: a renewal, a read, an acquisition and a pause.
   */
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
