package io.github.ecstasktracker.demo;

import java.time.Duration;

/**
 * A part of the play. It is over when the world has come to rest and the table is true.
 *
 * @param title one line that tells what is done to the world
 * @param within how long any one address may be wrong
 */
record Act(String title, Duration within, Doing doing) {
  /** What is done. Ends when all is done, whatever becomes of it. */
  @FunctionalInterface
  interface Doing {
    void play(Backstage backstage) throws InterruptedException;
  }
}
