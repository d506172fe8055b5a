package io.github.ecstasktracker.model;

import java.time.Duration;

/** Runs things later. Virtual in the simulator. */
@FunctionalInterface
public interface Timers {
  /**
   * Runs the task once, no earlier than after the delay, on any thread. Dropped where timers have
   * been stopped.
   */
  void after(Duration delay, Runnable task);
}
