package io.github.ecstasktracker.testing;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import java.time.Duration;

/**
 * Time that stands still until it is told to go on. A pause goes on at once. It starts just before
 * the readings wrap, so that every test also shows that readings are compared by difference.
 */
public final class SteppedTime implements MonotonicClock, Pause {
  public static final long START = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

  private long now = START;
  private long paused;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void pause(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    now += nanos;
    paused += nanos;
  }

  public void advance(Duration step) {
    now += step.toNanos();
  }

  public Duration sinceStart() {
    return Duration.ofNanos(now - START);
  }

  public Duration paused() {
    return Duration.ofNanos(paused);
  }
}
