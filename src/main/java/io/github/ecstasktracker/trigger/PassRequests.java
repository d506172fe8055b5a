package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Limits how often messages that name no service may ask for a pass: once in {@link #APART}.
 *
 * <p>A request that comes too early is made later, once for all that came meanwhile, so each is
 * followed by a pass that began after it. Only the end of leadership drops one: the next leader
 * begins with a pass.
 */
public final class PassRequests {
  static final Duration APART = Duration.ofMinutes(1);

  private final MonotonicClock clock;
  private final Pause pause;
  private final Executor executor;

  /** Guarded by this, like the rest. */
  private boolean planned;

  private long notBefore;

  /**
   * @param executor where a request waits until it may be made
   */
  public PassRequests(MonotonicClock clock, Pause pause, Executor executor) {
    this.clock = clock;
    this.pause = pause;
    this.executor = executor;
    this.notBefore = clock.nanos();
  }

  /**
   * Asks now or later.
   *
   * @param ask whether the request was taken
   * @return false where it was to be made now and was not taken
   */
  boolean request(BooleanSupplier ask) {
    long wait;
    synchronized (this) {
      if (planned) {
        return true;
      }
      wait = notBefore - clock.nanos();
      planned = true;
    }
    if (wait > 0) {
      executor.execute(() -> later(wait, ask));
      return true;
    }
    return now(ask);
  }

  private void later(long wait, BooleanSupplier ask) {
    try {
      pause.pause(wait);
      now(ask);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      synchronized (this) {
        planned = false;
      }
    }
  }

  private boolean now(BooleanSupplier ask) {
    // What comes from here on is not covered by this request.
    begun();
    boolean taken = false;
    try {
      taken = ask.getAsBoolean();
    } finally {
      if (!taken) {
        notTaken();
      }
    }
    return taken;
  }

  private synchronized void begun() {
    planned = false;
    notBefore = clock.nanos() + APART.toNanos();
  }

  private synchronized void notTaken() {
    notBefore = clock.nanos();
  }
}
