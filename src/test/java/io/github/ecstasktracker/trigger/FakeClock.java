package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when told to, also by sleeping; its origin lies where a long overflows. */
final class FakeClock implements MonotonicClock, Pause {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public void pause(long time) {
    nanos.addAndGet(time);
  }

  void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }
}
