package io.github.ecstasktracker.trigger;

import java.time.Duration;

/** Waiting, so that it can be virtual. */
@FunctionalInterface
public interface Pause {
  /** The thread's own sleep. */
  Pause SLEEP = Thread::sleep;

  /** Returns when the time has passed. */
  void sleep(Duration duration) throws InterruptedException;
}
