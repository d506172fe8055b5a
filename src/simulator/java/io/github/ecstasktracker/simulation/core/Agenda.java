package io.github.ecstasktracker.simulation.core;

import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * What will happen, by time.
 *
 * <ul>
 *   <li>Happenings of one instant run in the order they were planned.
 *   <li>A happening may plan others; those already due run in the same call.
 *   <li>A loop of happenings that plan each other for now ends in an error, never in a hang.
 * </ul>
 */
final class Agenda {
  private static final int MOST_PER_RUN = 10_000_000;

  private record Entry(long nanos, long order, Runnable happening) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long planned;

  void at(long nanos, Runnable happening) {
    entries.add(new Entry(nanos, planned++, happening));
  }

  OptionalLong next() {
    Entry first = entries.peek();
    return first == null ? OptionalLong.empty() : OptionalLong.of(first.nanos());
  }

  int runDue(long nanos) {
    int ran = 0;
    while (!entries.isEmpty() && entries.peek().nanos() <= nanos) {
      entries.remove().happening().run();
      if (++ran == MOST_PER_RUN) {
        throw new IllegalStateException("the agenda does not come to an end at " + nanos);
      }
    }
    return ran;
  }
}
