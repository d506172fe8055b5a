package io.github.ecstasktracker.lease;

import java.time.Duration;

/**
 * A term held by this process.
 *
 * @param renewedNanos when the last successful heartbeat was sent, not answered: the answer may
 *     have taken any time, and watchers count from some moment after the sending
 */
record HeldTerm(Term term, LeaseHandle handle, long renewedNanos, Duration renewDeadline) {
  /** Whether the term is still valid. Once it is not, no late answer revives it. */
  boolean holds(long nowNanos) {
    return remainingNanos(nowNanos) > 0;
  }

  long remainingNanos(long nowNanos) {
    return renewDeadline.toNanos() - (nowNanos - renewedNanos);
  }

  HeldTerm renewed(long sentNanos) {
    return new HeldTerm(term, handle, sentNanos, renewDeadline);
  }
}
