package io.github.ecstasktracker.simulation.client;

import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.function.Supplier;

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

  /**
   * Makes the call, for who wants more than to stand before and after it: to have it made by
   * another thread, to lose its answer, or never to return.
   *
   * @param call has its whole effect when it is made, which must be once at most
   */
  default <R> R around(Operation operation, Supplier<R> call) {
    before(operation);
    R response = call.get();
    after(operation);
    return response;
  }
}
