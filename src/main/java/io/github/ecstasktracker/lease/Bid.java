package io.github.ecstasktracker.lease;

import java.time.Duration;
import java.util.UUID;

/**
 * What an acquisition is to leave in the store.
 *
 * @param token of the new term's fence; fresh with every bid
 * @param nonce of its first heartbeat; fresh with every bid
 * @param epoch above every one that was seen
 */
public record Bid(Candidate candidate, UUID token, UUID nonce, long epoch, Duration duration) {
  /** What a renewal or a release of that term needs. */
  public Claim claim() {
    return new Claim(candidate.process(), token);
  }
}
