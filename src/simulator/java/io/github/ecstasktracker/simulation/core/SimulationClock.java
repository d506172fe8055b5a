package io.github.ecstasktracker.simulation.core;

import java.time.Instant;

/** Where the simulated account takes its time from. {@code nanos} never goes back. */
public interface SimulationClock {
  long nanos();

  Instant now();
}
