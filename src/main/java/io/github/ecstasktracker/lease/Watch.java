package io.github.ecstasktracker.lease;

import java.util.Optional;
import java.util.UUID;

/**
 * A heartbeat, and since when its nonce has been the same, by our own monotonic clock. No clock of
 * another machine, and no wall clock, has a part in it.
 *
 * @param sinceNanos taken after the read that saw the nonce first had returned, so that the heart
 *     may have beaten earlier, never later
 */
record Watch(Heartbeat heartbeat, long sinceNanos) {
  /** The watch goes on where the nonce is the same, and begins anew where it is not. */
  static Watch next(Optional<Watch> before, Heartbeat seen, long nowNanos) {
    return before
        .filter(watch -> watch.heartbeat.nonce().equals(seen.nonce()))
        .map(watch -> new Watch(seen, watch.sinceNanos))
        .orElseGet(() -> new Watch(seen, nowNanos));
  }

  boolean isOf(UUID process) {
    return heartbeat.process().equals(process);
  }

  boolean isExpired(long nowNanos) {
    return remainingNanos(nowNanos) <= 0;
  }

  /** Until the lease may be taken, if nothing beats; a lease that was given back has none left. */
  long remainingNanos(long nowNanos) {
    return heartbeat.duration().toNanos() - (nowNanos - sinceNanos);
  }
}
