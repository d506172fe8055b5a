package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.simulation.core.SimulationClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;

/**
 * A process's own clocks, and what it has planned by the first of them.
 *
 * <ul>
 *   <li>The monotonic one begins anywhere, as {@link System#nanoTime} does; it may run faster or
 *       slower than the true time, and stand still; it never goes back.
 *   <li>What is planned comes as soon as this clock, not the true one, says so, and while the
 *       process is held up not at all.
 * </ul>
 */
final class LocalTime implements MonotonicClock, InstantSource {
  /** The rate of the true time. */
  static final int TRUE_RATE = 1_000;

  static final long NEVER = Long.MAX_VALUE;

  private record Event(long elapsed, long order, Runnable work) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(elapsed, other.elapsed);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final SimulationClock truth;
  private final long origin;
  private final PriorityQueue<Event> agenda = new PriorityQueue<>();
  private long planned;
  private long sinceTruth;
  private long sinceElapsed;
  private int rate = TRUE_RATE;
  private Duration wallAhead = Duration.ZERO;
  private boolean stopped;
  private boolean held;

  LocalTime(SimulationClock truth, long origin) {
    this.truth = truth;
    this.origin = origin;
    this.sinceTruth = truth.nanos();
  }

  @Override
  public long nanos() {
    return origin + elapsed();
  }

  /**
   * How fast it runs from now on.
   *
   * @param rate in thousandths of the true time
   */
  void rate(int rate) {
    rebase();
    this.rate = rate;
  }

  /** The wall clock, which may be set to any time. */
  @Override
  public Instant instant() {
    return truth.now().plus(wallAhead);
  }

  /** Sets the wall clock so far from the true time. */
  void wallAhead(Duration ahead) {
    wallAhead = ahead;
  }

  /** Stands still until {@link #go}. */
  void stop() {
    rebase();
    stopped = true;
  }

  void go() {
    rebase();
    stopped = false;
  }

  /** While it is held nothing that was planned comes. */
  void hold(boolean held) {
    this.held = held;
  }

  void after(Duration delay, Runnable work) {
    agenda.add(new Event(elapsed() + delay.toNanos(), planned++, work));
  }

  /** When, by the true clock, the next thing comes; {@link #NEVER} as things are. */
  long nextTruth() {
    Event first = agenda.peek();
    if (first == null || stopped || held) {
      return NEVER;
    }
    long left = Math.max(0, first.elapsed - sinceElapsed);
    return sinceTruth
        + (rate == TRUE_RATE
            ? left
            : Math.ceilDiv(Math.multiplyExact(left, (long) TRUE_RATE), (long) rate));
  }

  /** Lets the next thing come, if it is time. */
  void runNext() {
    if (nextTruth() <= truth.nanos()) {
      agenda.remove().work.run();
    }
  }

  private long elapsed() {
    if (stopped) {
      return sinceElapsed;
    }
    long passed = truth.nanos() - sinceTruth;
    return sinceElapsed
        + (rate == TRUE_RATE ? passed : Math.multiplyExact(passed, (long) rate) / TRUE_RATE);
  }

  private void rebase() {
    long elapsed = elapsed();
    sinceTruth = truth.nanos();
    sinceElapsed = elapsed;
  }
}
