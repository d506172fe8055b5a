package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import java.time.Duration;
import java.util.Optional;

/**
 * Determines whether a leader is alive by watching the lease, because an item alone does not show
 * whether its writer still runs. Takes at most the duration of the lease it finds plus one read.
 */
public final class LiveLeaseCheck {
  static final int FAILURES_MAX = 5;

  private final LeaseStore store;
  private final Duration between;
  private final MonotonicClock clock;
  private final Pause pause;

  /**
   * @param between time between two reads
   */
  public LiveLeaseCheck(LeaseStore store, Duration between, MonotonicClock clock, Pause pause) {
    this.store = store;
    this.between = between;
    this.clock = clock;
    this.pause = pause;
  }

  /** Retries failed reads: one lost answer must not let a second process write beside a leader. */
  public LiveLease check() throws InterruptedException {
    Optional<ObservedLease> before = Optional.empty();
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
        case LeaseRead.Seen(LeaseSnapshot(Optional<Heartbeat> heartbeat, _)) -> {
          long now = clock.nanos();
          Optional<ObservedLease> last = before;
          Optional<ObservedLease> observed =
              heartbeat.map(seen -> ObservedLease.next(last, seen, now));
          if (observed.isEmpty() || observed.get().isExpired(now)) {
            return new LiveLease.None();
          }
          if (last.isPresent() && !last.get().heartbeat().nonce().equals(heartbeat.get().nonce())) {
            return new LiveLease.Held(heartbeat.get());
          }
          pause.pause(Math.min(between.toNanos(), observed.get().remainingNanos(now)));
          before = observed;
        }
      }
    }
  }
}
