package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;

/**
 * A machine with one thread and a clock that moves only when told: the same seed gives the same
 * run.
 */
final class VirtualTime implements MonotonicClock, InstantSource, Timers {
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private record Event(long atNanos, long order, Runnable task) {}

  private final PriorityQueue<Event> agenda =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparing(Event::order));
  private long nowNanos;
  private long order;
  private boolean refusing;

  /** A platform of which every job is an event of this agenda. */
  Platform platform(long seed) {
    return new Platform(this, this, this, this::run, Runnable::run, new SplittableRandom(seed));
  }

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public Instant instant() {
    return EPOCH.plusNanos(nowNanos);
  }

  @Override
  public void after(Duration delay, Runnable task) {
    agenda.add(new Event(nowNanos + delay.toNanos(), order++, task));
  }

  /** From now on, as an executor that was shut down. */
  void refuseJobs() {
    refusing = true;
  }

  private void run(Runnable job) {
    if (refusing) {
      throw new RejectedExecutionException("shut down");
    }
    after(Duration.ZERO, job);
  }

  /** Runs what is due now, also while another event runs: as other threads would. */
  void runDue() {
    advance(Duration.ZERO);
  }

  /** Time that passes while somebody waits for an answer. */
  void spend(Duration duration) {
    nowNanos += duration.toNanos();
  }

  /** Runs everything that is due up to then. */
  void advance(Duration duration) {
    long end = nowNanos + duration.toNanos();
    while (!agenda.isEmpty() && agenda.peek().atNanos() <= end) {
      Event event = agenda.poll();
      nowNanos = Math.max(nowNanos, event.atNanos());
      event.task().run();
    }
    nowNanos = Math.max(nowNanos, end);
  }
}
