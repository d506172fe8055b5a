package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Timers;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * All that the loop takes from the machine, so that a simulator can give it another one.
 *
 * @param wall for display only
 * @param jobs runs whole reads and reconciles; they may block
 * @param io runs calls that a job waits for
 * @param random jitter and ids
 */
public record Platform(
    MonotonicClock clock,
    InstantSource wall,
    Timers timers,
    Executor jobs,
    Executor io,
    RandomGenerator random) {
  /** Sixteen hex digits that tie log lines, changes and answers together. */
  String newId() {
    return HexFormat.of().toHexDigits(random.nextLong());
  }
}
