package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.Fence;
import java.util.UUID;

/**
 * Where the lease of one managed table lies: a heartbeat item and an epoch item.
 *
 * <p>Each call ends within a time limit, and tells what is expected to go wrong by its answer.
 * Writes are conditional and idempotent: one whose answer was lost may be sent again.
 */
public interface LeaseStore {
  /** What every write of the term with that token is checked against. */
  Fence fence(UUID token);

  /** Both items, strongly consistent each. */
  LeaseRead read();

  /**
   * Writes both items at once, or none: the heartbeat if it is absent or bears the nonce that was
   * seen, and the epoch if it is as it was seen. Whatever an earlier term still writes is refused
   * from then on.
   */
  LeaseAnswer acquire(Sighting seen, Bid bid);

  /**
   * Gives the heartbeat another nonce, if it is the claim's and bears no later beat: one that comes
   * late would bring a nonce back, and to who saw that one before, nothing would have happened
   * since. The epoch item is not touched.
   */
  LeaseAnswer renew(Claim claim, Beat beat);

  /**
   * Leaves the heartbeat free to be taken at once, and takes the claim's token from the epoch: both
   * at once, or none, and only where both are the claim's. Whatever its term still writes is
   * refused from then on.
   */
  LeaseAnswer release(Claim claim);
}
