package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop that no failure ends, and that knows how long it has been silent. */
final class PollerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(PollerLoop.class);

  private final Turn turn;
  private final BooleanSupplier wanted;
  private final LoopBackoff backoff;
  private final MonotonicClock clock;
  private final Pause pause;
  private volatile long progress;
  private volatile boolean idle;

  /**
   * @param wanted false ends the loop before its next turn
   */
  PollerLoop(
      Turn turn, BooleanSupplier wanted, LoopBackoff backoff, MonotonicClock clock, Pause pause) {
    this.turn = turn;
    this.wanted = wanted;
    this.backoff = backoff;
    this.clock = clock;
    this.pause = pause;
    this.progress = clock.nanos();
  }

  /** One turn, and the pause that is to follow it. */
  interface Turn {
    Duration take(PollerLoop loop) throws InterruptedException;
  }

  /** A wait for something to do. */
  interface Wait<T> {
    T await() throws InterruptedException;
  }

  /** Runs until it is not wanted any more or interrupted. */
  void run() {
    try {
      while (wanted.getAsBoolean()) {
        Duration wait = turn();
        if (!wait.isZero()) {
          pause.pause(wait.toNanos());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Duration turn() throws InterruptedException {
    progress = clock.nanos();
    try {
      return turn.take(this);
    } catch (RuntimeException e) {
      LOG.error("SQS loop failed unexpectedly; continuing", e);
      return backoff.next();
    }
  }

  /** Waits for something to do, for however long: this is no silence. */
  <T> T idle(Wait<T> wait) throws InterruptedException {
    idle = true;
    try {
      return wait.await();
    } finally {
      progress = clock.nanos();
      idle = false;
    }
  }

  LoopBackoff backoff() {
    return backoff;
  }

  /** How long it has been in one turn and the pause after it; zero while it has nothing to do. */
  Duration silence() {
    return idle ? Duration.ZERO : Duration.ofNanos(clock.nanos() - progress);
  }
}
