package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.Fence;
import java.util.Optional;

/**
 * One stretch of leadership.
 *
 * @param epoch for people: grows by one with every term; 0 without leader election
 * @param fence what the store checks with each write; empty without leader election
 * @param sinceNanos on this process's monotonic clock, when the lease was known to be held: what
 *     was read before may be older than the last write of the leader before
 */
public record Term(long epoch, Optional<Fence> fence, long sinceNanos) {
  /** Whether a read begun then may be written from. */
  public boolean covers(long readBegunNanos) {
    return readBegunNanos - sinceNanos >= 0;
  }
}
