package io.github.ecstasktracker.simulation.bus;

/** Where a rule of the event bus sends its events. Called under the account's lock. */
@FunctionalInterface
public interface EventTarget {
  void deliver(String event);
}
