package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out whether somebody leads, by watching: an item alone does not tell whether its writer
 * lives. Takes no longer than the lease that it finds lasts, and a read.
 */
public final class LiveLeaseCheck {
  static final int FAILURES_MAX = 5;

  private final LeaseStore store;
  private final Duration between;
  private final MonotonicClock clock;
  private final Pause pause;

  /**
   * @param between from one look to the next
   */
  public LiveLeaseCheck(LeaseStore store, Duration between, MonotonicClock clock, Pause pause) {
    this.store = store;
    this.between = between;
    this.clock = clock;
    this.pause = pause;
  }

  /** A look that fails is taken again: nobody writes beside a leader for want of one answer. */
  public LiveLease check() throws InterruptedException {
    Optional<Watch> before = Optional.empty();
    int failures = 0;
    while (true) {
      switch (store.read()) {
        case LeaseRead.NoTable _ -> {
          return new LiveLease.None();
        }
        case LeaseRead.Failed(String reason) -> {
          failures++;
          if (failures == FAILURES_MAX) {
            return new LiveLease.Unknown(reason);
          }
          pause.pause(between.toNanos());
        }
        case LeaseRead.Seen(Sighting(Optional<Heartbeat> heartbeat, _)) -> {
          long now = clock.nanos();
          Optional<Watch> last = before;
          Optional<Watch> watch = heartbeat.map(seen -> Watch.next(last, seen, now));
          if (watch.isEmpty() || watch.get().isExpired(now)) {
            return new LiveLease.None();
          }
          if (last.isPresent() && !last.get().heartbeat().nonce().equals(heartbeat.get().nonce())) {
            return new LiveLease.Held(heartbeat.get());
          }
          pause.pause(Math.min(between.toNanos(), watch.get().remainingNanos(now)));
          before = watch;
        }
      }
    }
  }
}
