package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;

/**
 * The time of one process. It passes only when its next timer is chosen to be due, so between two
 * processes any rate and any pause is possible: one may see its lease expire while the other has
 * not seen a second pass.
 *
 * <p>Everything that comes to the process takes a microsecond, because no two of them could be read
 * at one moment of a real clock.
 */
final class OwnTime implements MonotonicClock, InstantSource, Timers, Pause {
  private static final long INPUT_NANOS = 1_000;

  private record Due(long atNanos, long order, Runnable work) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Due> agenda = new PriorityQueue<>();
  private long nanos;
  private long planned;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(nanos);
  }

  @Override
  public void after(Duration delay, Runnable task) {
    plan(delay.toNanos(), task);
  }

  @Override
  public void pause(long forNanos) throws InterruptedException {
    Semaphore over = new Semaphore(0);
    Due due = plan(forNanos, over::release);
    try {
      over.acquire();
    } finally {
      agenda.remove(due);
    }
  }

  private Due plan(long inNanos, Runnable work) {
    Due due = new Due(nanos + inNanos, planned++, work);
    agenda.add(due);
    return due;
  }

  /** Something comes to the process. */
  void input() {
    nanos += INPUT_NANOS;
  }

  /** When the next timer is due, which may be past; the end of time where there is none. */
  long nextNanos() {
    Due next = agenda.peek();
    return next == null ? Long.MAX_VALUE : next.atNanos();
  }

  /** Lets the next timer be due. What it does is only handed out, for a job of the process. */
  Runnable pass() {
    Due due = agenda.remove();
    nanos = Math.max(nanos, due.atNanos());
    return due.work();
  }
}
