package io.github.ecstasktracker.simulation.core;

import java.time.Instant;

/** The machine's own time, for the demo and for tests over the wire. */
public final class SystemClock implements SimulationClock {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }
}
