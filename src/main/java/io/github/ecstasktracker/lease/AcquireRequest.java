package io.github.ecstasktracker.lease;

import java.time.Duration;
import java.util.UUID;

/**
 * The values that an acquisition writes to the store.
 *
 * @param token token of the new term's fence; new for every request
 * @param nonce nonce of its first heartbeat; new for every request
 * @param epoch higher than every epoch seen so far
 */
public record AcquireRequest(
    Candidate candidate, UUID token, UUID nonce, long epoch, Duration duration) {
  /** Identifies the new term for its renewals and its release. */
  public LeaseHandle handle() {
    return new LeaseHandle(candidate.process(), token);
  }
}
