package io.github.ecstasktracker.workqueue;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Timers;
import java.time.Duration;

/** Rings at the earliest of the times that were asked for; maybe at later ones too. */
public final class Alarm {
  private final MonotonicClock clock;
  private final Timers timers;
  private final Runnable ring;

  // Guarded by this.
  private boolean set;
  private long atNanos;

  public Alarm(MonotonicClock clock, Timers timers, Runnable ring) {
    this.clock = clock;
    this.timers = timers;
    this.ring = ring;
  }

  /** Rings at that time, or soon where it has passed. */
  public void at(long nanos) {
    synchronized (this) {
      if (set && atNanos - nanos <= 0) {
        return;
      }
      set = true;
      atNanos = nanos;
    }
    timers.after(Duration.ofNanos(Math.max(1, nanos - clock.nanos())), () -> rings(nanos));
  }

  private void rings(long nanos) {
    synchronized (this) {
      set = set && atNanos != nanos;
    }
    ring.run();
  }
}
