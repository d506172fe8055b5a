package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * One thread and one clock for the account and for the process that watches it.
 *
 * <ul>
 *   <li>Everything happens in the order of time; at one instant the account comes first.
 *   <li>While a job waits for an answer the world goes on, and other jobs run: so reads and writes
 *       of several workers interleave, and triggers come in the midst of a read.
 *   <li>The same seed gives the same run.
 * </ul>
 */
final class Machine implements MonotonicClock, InstantSource {
  private static final int JOBS_AT_ONCE = 4;

  private record Event(long atNanos, long order, Runnable work) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final VirtualClock clock;
  private final SimulatedAccount account;
  private final Runnable mail;
  private final PriorityQueue<Event> agenda = new PriorityQueue<>();
  private long planned;
  private int running;
  private int alone;

  /**
   * @param mail hands over the events that have arrived
   */
  Machine(VirtualClock clock, SimulatedAccount account, Runnable mail) {
    this.clock = clock;
    this.account = account;
    this.mail = mail;
  }

  @Override
  public long nanos() {
    return clock.nanos();
  }

  @Override
  public Instant instant() {
    return clock.now();
  }

  void after(Duration delay, Runnable work) {
    agenda.add(new Event(clock.nanos() + delay.toNanos(), planned++, work));
  }

  /** Lets time pass: for the one who watches, and for a job that waits. */
  void pass(Duration duration) {
    long end = clock.nanos() + duration.toNanos();
    while (true) {
      OptionalLong next = next();
      if (next.isEmpty() || next.getAsLong() > end) {
        break;
      }
      step(next.getAsLong());
    }
    moveTo(end);
  }

  /**
   * Runs work during which no other job may run: one that others would wait for, as they never do
   * on one thread.
   */
  <T> T alone(Supplier<T> work) {
    alone++;
    try {
      return work.get();
    } finally {
      alone--;
    }
  }

  private void step(long atNanos) {
    moveTo(atNanos);
    Event first = agenda.peek();
    if (first != null && first.atNanos() <= clock.nanos() && mayRunJobs()) {
      agenda.remove();
      running++;
      try {
        first.work().run();
      } finally {
        running--;
      }
    }
  }

  private OptionalLong next() {
    OptionalLong happening = account.nextHappening();
    Event own = mayRunJobs() ? agenda.peek() : null;
    if (own == null) {
      return happening;
    }
    return OptionalLong.of(Math.min(own.atNanos(), happening.orElse(own.atNanos())));
  }

  private boolean mayRunJobs() {
    return running < JOBS_AT_ONCE && alone == 0;
  }

  private void moveTo(long nanos) {
    // A job within a job may have taken longer than the outer one was to wait.
    clock.moveTo(Math.max(clock.nanos(), nanos));
    account.tick();
    mail.run();
  }
}
