package io.github.ecstasktracker.simulation.core;

import java.time.Instant;

/** A clock that stands still until it is told to move, and only ever moves forward. */
public final class VirtualClock implements SimulationClock {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  // Read by server threads in tests over the wire, moved by the test's own thread.
  private volatile long nanos;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant now() {
    return START.plusNanos(nanos);
  }

  /** Moves to the given time; an earlier one is refused. */
  public void moveTo(long nanos) {
    if (nanos < this.nanos) {
      throw new IllegalArgumentException("time would go back to " + nanos);
    }
    this.nanos = nanos;
  }
}
