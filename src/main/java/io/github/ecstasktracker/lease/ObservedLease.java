package io.github.ecstasktracker.lease;

import java.util.Optional;
import java.util.UUID;

/**
 * A heartbeat and how long its nonce has been unchanged, by this process's monotonic clock. Neither
 * another machine's clock nor a wall clock is involved.
 *
 * @param sinceNanos taken after the read that first saw the nonce had returned, so the renewal
 *     happened at this time or earlier, never later
 */
record ObservedLease(Heartbeat heartbeat, long sinceNanos) {
  /** Continues the observation if the nonce is unchanged, and starts a new one otherwise. */
  static ObservedLease next(Optional<ObservedLease> before, Heartbeat seen, long nowNanos) {
    return before
        .filter(observed -> observed.heartbeat.nonce().equals(seen.nonce()))
        .map(observed -> new ObservedLease(seen, observed.sinceNanos))
        .orElseGet(() -> new ObservedLease(seen, nowNanos));
  }

  boolean isOf(UUID process) {
    return heartbeat.process().equals(process);
  }

  boolean isExpired(long nowNanos) {
    return remainingNanos(nowNanos) <= 0;
  }

  /** Time until the lease may be taken if it is not renewed; none if it was released. */
  long remainingNanos(long nowNanos) {
    return heartbeat.duration().toNanos() - (nowNanos - sinceNanos);
  }
}
