package io.github.ecstasktracker.simulation.client;

import io.github.ecstasktracker.simulation.faults.Operation;

/**
 * Called around every call of an in-process client, outside the account's lock. A scheduler may run
 * somebody else there; a throw is a crash of the caller at that point.
 */
public interface CallHook {
  CallHook NONE = new CallHook() {};

  /** The call has had no effect yet. */
  default void before(Operation operation) {}

  /** The call had its effect, and the caller does not know it yet. */
  default void after(Operation operation) {}
}
