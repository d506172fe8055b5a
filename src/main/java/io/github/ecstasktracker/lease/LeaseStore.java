package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.Fence;
import java.util.UUID;

/**
 * Storage of one managed table's lease: a heartbeat item and an epoch item.
 *
 * <p>Each call ends within a time limit and reports expected failures in its result. Writes are
 * conditional and idempotent: a write whose answer was lost may be repeated.
 */
public interface LeaseStore {
  /** The fence that every write of the term with this token is checked against. */
  Fence fence(UUID token);

  /** Reads both items, each with strong consistency. */
  LeaseRead read();

  /**
   * Writes both items or neither, provided that the heartbeat is absent or still has the nonce that
   * was read, and that the epoch item is unchanged. From then on, writes of earlier terms are
   * refused.
   */
  LeaseAnswer acquire(LeaseSnapshot seen, AcquireRequest request);

  /**
   * Sets a new nonce on the heartbeat, provided that it belongs to the handle and shows no later
   * renewal. A delayed renewal must not restore an old nonce: a watcher would take it for silence.
   * The epoch item is not touched.
   */
  LeaseAnswer renew(LeaseHandle handle, Renewal renewal);

  /**
   * Frees the heartbeat for the next leader and removes the handle's token from the epoch item,
   * both or neither, and only if both belong to the handle. From then on, writes of its term are
   * refused.
   */
  LeaseAnswer release(LeaseHandle handle);
}
