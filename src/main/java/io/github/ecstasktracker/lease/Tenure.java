package io.github.ecstasktracker.lease;

import java.time.Duration;

/**
 * A term of our own.
 *
 * @param renewedNanos when the last heartbeat that landed was sent: its answer may have taken any
 *     time, and watchers count from some moment after it
 */
record Tenure(Term term, Claim claim, long renewedNanos, Duration renewDeadline) {
  /** Whether the term goes on. Once it does not, no late answer brings it back. */
  boolean holds(long nowNanos) {
    return remainingNanos(nowNanos) > 0;
  }

  long remainingNanos(long nowNanos) {
    return renewDeadline.toNanos() - (nowNanos - renewedNanos);
  }

  Tenure renewed(long sentNanos) {
    return new Tenure(term, claim, sentNanos, renewDeadline);
  }
}
