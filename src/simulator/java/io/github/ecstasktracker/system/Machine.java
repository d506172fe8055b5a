package io.github.ecstasktracker.system;

import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.Coroutines;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One thread and one true time for the account, for all that is on its way, and for the processes
 * that watch.
 *
 * <ul>
 *   <li>Everything happens in the order of time; at one instant the account comes first, then what
 *       arrives, then what the processes planned.
 *   <li>Jobs of the processes take no time but by waiting. Which one of several goes on first is
 *       drawn from the seed.
 *   <li>The same seed gives the same run.
 * </ul>
 */
final class Machine implements InstantSource {
  private record Event(long atNanos, long order, Runnable work) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final VirtualClock clock;
  private final SimulatedAccount account;
  private final Runnable moved;
  private final Coroutines coroutines;
  private final PriorityQueue<Event> agenda = new PriorityQueue<>();
  private final List<LocalTime> times = new ArrayList<>();
  private long planned;

  /** When the account has something to do next, as of the last look. */
  private long accounts = LocalTime.NEVER;

  /**
   * @param moved told when time has moved on
   */
  Machine(VirtualClock clock, SimulatedAccount account, Dice dice, Runnable moved) {
    this.clock = clock;
    this.account = account;
    this.moved = moved;
    this.coroutines = new Coroutines(Coroutines.Choice.by(dice));
  }

  /** The true time. */
  VirtualClock clock() {
    return clock;
  }

  @Override
  public Instant instant() {
    return clock.now();
  }

  Coroutines coroutines() {
    return coroutines;
  }

  /** From now on what that time has planned comes. */
  void heed(LocalTime time) {
    times.add(time);
  }

  void forget(LocalTime time) {
    times.remove(time);
  }

  /** Something outside of all processes; it must not block. */
  void after(Duration delay, Runnable work) {
    agenda.add(new Event(clock.nanos() + delay.toNanos(), planned++, work));
  }

  /** Lets time pass. */
  void pass(Duration duration) {
    long end = clock.nanos() + duration.toNanos();
    coroutines.drain();
    for (long next = next(); next <= end; next = next()) {
      moveTo(Math.max(next, clock.nanos()));
      happen();
      coroutines.drain();
    }
    moveTo(end);
    coroutines.drain();
  }

  private void happen() {
    Event first = agenda.peek();
    if (first != null && first.atNanos <= clock.nanos()) {
      agenda.remove().work.run();
      return;
    }
    // By index: what comes may end a process, or start one.
    for (int i = 0; i < times.size(); i++) {
      times.get(i).runNext();
    }
  }

  private long next() {
    accounts = account.nextHappening().orElse(LocalTime.NEVER);
    long next = accounts;
    Event first = agenda.peek();
    if (first != null) {
      next = Math.min(next, first.atNanos);
    }
    for (int i = 0; i < times.size(); i++) {
      next = Math.min(next, times.get(i).nextTruth());
    }
    return next;
  }

  private void moveTo(long nanos) {
    clock.moveTo(nanos);
    if (accounts <= nanos) {
      account.tick();
    }
    moved.run();
  }
}
