package io.github.ecstasktracker.model;

import java.util.concurrent.TimeUnit;

/** Lets time pass on the calling thread; a virtual clock moves itself instead. */
@FunctionalInterface
public interface Pause {
  /** Sleeps. */
  Pause SLEEP = TimeUnit.NANOSECONDS::sleep;

  /**
   * Returns when the time has passed.
   *
   * @param nanos above zero
   */
  void pause(long nanos) throws InterruptedException;
}
