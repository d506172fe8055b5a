package io.github.ecstasktracker.app;

import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a graceful stop in order, once, however many callers ask.
 *
 * <p>A failing step is logged and does not prevent the next ones. All steps share one deadline;
 * late steps still get {@link #LEAST}, since closing a port in a hurry is better than not closing
 * it.
 */
public final class GracefulStop {
  static final Duration LEAST = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

  /**
   * One step of the stop.
   *
   * @param action receives the time it may take
   */
  public record Step(String name, Consumer<Duration> action) {
    public static Step of(String name, Runnable action) {
      return new Step(name, time -> action.run());
    }
  }

  private final List<Step> steps;
  private final Duration deadline;
  private final MonotonicClock clock;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean begun;

  public GracefulStop(List<Step> steps, Duration deadline, MonotonicClock clock) {
    this.steps = List.copyOf(steps);
    this.deadline = deadline;
    this.clock = clock;
  }

  /** Stops everything, or waits for another caller that already does so. */
  public void run() throws InterruptedException {
    synchronized (this) {
      if (!begun) {
        begun = true;
        stopAll();
        done.countDown();
      }
    }
    done.await();
  }

  /** Whether the stop has begun. */
  public boolean begun() {
    return begun;
  }

  /** Waits until everything has stopped. */
  public void await() throws InterruptedException {
    done.await();
  }

  private void stopAll() {
    long beganNanos = clock.nanos();
    for (Step step : steps) {
      Duration left = deadline.minusNanos(clock.nanos() - beganNanos);
      try {
        step.action().accept(left.compareTo(LEAST) < 0 ? LEAST : left);
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).addKeyValue("step", step.name()).log("not stopped cleanly");
      }
    }
  }
}
