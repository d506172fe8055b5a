package io.github.ecstasktracker.benchmark;

import java.time.Duration;

/** The beat of a load: the same, however long the work between two beats takes. */
final class Metronome {
  private final long everyNanos;
  private long nextNanos = System.nanoTime();

  Metronome(Duration every) {
    this.everyNanos = every.toNanos();
  }

  /** Waits for the next beat; not at all where it is past. */
  void beat() throws InterruptedException {
    nextNanos += everyNanos;
    Thread.sleep(Duration.ofNanos(Math.max(0, nextNanos - System.nanoTime())));
  }
}
