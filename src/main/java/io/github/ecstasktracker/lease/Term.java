package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.Fence;
import java.util.Optional;

/**
 * One period of leadership.
 *
 * @param epoch for display: increases by one with every term; 0 without leader election
 * @param fence what the store checks with each write; empty without leader election
 * @param sinceNanos when the lease was known to be held, on this process's monotonic clock. Earlier
 *     reads may predate the previous leader's last write.
 */
public record Term(long epoch, Optional<Fence> fence, long sinceNanos) {
  /** Whether a read that began at this time may be the basis of a write. */
  public boolean covers(long readBegunNanos) {
    return readBegunNanos - sinceNanos >= 0;
  }
}
