package io.github.ecstasktracker.simulation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an account in real time going: a thread of its own ticks it every few milliseconds. An
 * error of the simulation ends the thread and is thrown at {@link #close}.
 */
public final class RealTimeDriver implements AutoCloseable {
  private static final Duration BEAT = Duration.ofMillis(5);

  private final SimulatedAccount account;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable RuntimeException failure;

  public RealTimeDriver(SimulatedAccount account) {
    this.account = account;
    this.thread = Thread.ofPlatform().daemon().name("simulation").start(this::run);
  }

  private void run() {
    try {
      while (!closed) {
        // What happened may have planned more for this very moment.
        if (account.tick() == 0) {
          Thread.sleep(BEAT);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw new IllegalStateException("the simulation failed; seed " + account.seed(), failure);
    }
  }
}
