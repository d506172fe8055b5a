package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.Pause;
import org.jspecify.annotations.Nullable;

/**
 * The loop's rests. Another thread can end them for good; it interrupts a rest and nothing else, so
 * that a call in flight gets its answer.
 */
final class Rest {
  private final Pause pause;
  private @Nullable Thread sleeper;
  private boolean over;

  Rest(Pause pause) {
    this.pause = pause;
  }

  /**
   * Rests.
   *
   * @return false where there is to be no further turn: told by {@link #end()}, or by an interrupt
   *     of somebody else's, which is kept
   */
  boolean take(long nanos) {
    synchronized (this) {
      if (over) {
        return false;
      }
      if (nanos <= 0) {
        return true;
      }
      sleeper = Thread.currentThread();
    }
    boolean interrupted = false;
    try {
      pause.pause(nanos);
    } catch (InterruptedException _) {
      interrupted = true;
    }
    synchronized (this) {
      sleeper = null;
      if (over) {
        // Ours may come after the rest had ended by itself: it must not hit what comes next.
        Thread.interrupted();
        return false;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !interrupted;
  }

  /** No rest any more. */
  synchronized void end() {
    over = true;
    if (sleeper != null) {
      sleeper.interrupt();
    }
  }
}
