package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.Timers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Timers of the running machine: one daemon thread that only hands tasks on. */
public final class SystemTimers implements Timers, AutoCloseable {
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("timers").daemon().factory());
  private final Executor executor;

  /**
   * @param executor where due tasks run
   */
  public SystemTimers(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void after(Duration delay, Runnable task) {
    try {
      var _ =
          scheduler.schedule(() -> executor.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: the process is stopping, and nothing is due any more.
      if (!scheduler.isShutdown()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
