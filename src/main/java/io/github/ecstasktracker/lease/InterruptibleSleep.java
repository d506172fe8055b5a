package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.Pause;
import org.jspecify.annotations.Nullable;

/**
 * The election loop's pauses. Another thread can end them permanently. It interrupts only a pause,
 * never a call in flight, so that call still gets its answer.
 */
final class InterruptibleSleep {
  private final Pause pause;
  private @Nullable Thread sleeper;
  private boolean over;

  InterruptibleSleep(Pause pause) {
    this.pause = pause;
  }

  /**
   * Pauses the calling thread.
   *
   * @return false if the loop must stop, because of {@link #end()} or because another thread
   *     interrupted this one; that interrupt status is kept
   */
  boolean sleep(long nanos) {
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
        // Our interrupt may arrive after the pause ended by itself: it must not hit later code.
        Thread.interrupted();
        return false;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !interrupted;
  }

  /** Ends the current pause and all later ones. */
  synchronized void end() {
    over = true;
    if (sleeper != null) {
      sleeper.interrupt();
    }
  }
}
