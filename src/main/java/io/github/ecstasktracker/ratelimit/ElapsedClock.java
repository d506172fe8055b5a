package io.github.ecstasktracker.ratelimit;

import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A {@link MonotonicClock} for libraries that ask a {@link Clock} how long something took: it
 * starts at the epoch, so its readings are no dates.
 */
final class ElapsedClock extends Clock {
  private final MonotonicClock clock;
  private final long origin;

  ElapsedClock(MonotonicClock clock) {
    this.clock = clock;
    this.origin = clock.nanos();
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(clock.nanos() - origin);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
