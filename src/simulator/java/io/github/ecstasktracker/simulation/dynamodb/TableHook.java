package io.github.ecstasktracker.simulation.dynamodb;

/**
 * Called around every call of one in-process client, outside every lock. A scheduler may run
 * somebody else there; a throw is a crash of the caller at that point.
 */
public interface TableHook {
  TableHook NONE = new TableHook() {};

  /** The call has had no effect yet. Says what is to go wrong with it. */
  default Fault before(Call call) {
    return Fault.NONE;
  }

  /**
   * The call had its effect, if it was to have one, and the caller does not know it yet. Also told
   * of a call that will fail.
   */
  default void after(Call call) {}
}
