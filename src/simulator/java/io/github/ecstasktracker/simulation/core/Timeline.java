package io.github.ecstasktracker.simulation.core;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** The account's clock with its agenda. To be used under the account's {@link Monitor} only. */
public final class Timeline {
  private final SimulationClock clock;
  private final Agenda agenda = new Agenda();

  public Timeline(SimulationClock clock) {
    this.clock = clock;
  }

  public long nanos() {
    return clock.nanos();
  }

  public Instant now() {
    return clock.now();
  }

  public void after(Duration delay, Runnable happening) {
    at(clock.nanos() + delay.toNanos(), happening);
  }

  public void at(long nanos, Runnable happening) {
    agenda.at(nanos, happening);
  }

  public OptionalLong next() {
    return agenda.next();
  }

  /** Lets everything happen that is due by now; tells how much that was. */
  public int catchUp() {
    return agenda.runDue(clock.nanos());
  }
}
