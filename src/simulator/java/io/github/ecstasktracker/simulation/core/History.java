package io.github.ecstasktracker.simulation.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;

/**
 * The values one thing had, so that a read can be served from the past. Values older than the
 * window are forgotten, but for the one that was valid when the window begins.
 */
public final class History<T> {
  private record Entry<T>(long nanos, T value) {}

  private final long window;
  private final ArrayDeque<Entry<T>> entries = new ArrayDeque<>();

  public History(Duration window) {
    this.window = window.toNanos();
  }

  public void put(long nanos, T value) {
    entries.addLast(new Entry<>(nanos, value));
    while (entries.size() > 1 && second().nanos() <= nanos - window) {
      entries.removeFirst();
    }
  }

  public T latest() {
    return entries.getLast().value();
  }

  /** The value at that time; nothing where the thing did not exist yet. */
  public Optional<T> at(long nanos) {
    Entry<T> newest = entries.peekLast();
    if (newest != null && newest.nanos() <= nanos) {
      return Optional.of(newest.value());
    }
    for (Iterator<Entry<T>> newestFirst = entries.descendingIterator(); newestFirst.hasNext(); ) {
      Entry<T> entry = newestFirst.next();
      if (entry.nanos() <= nanos) {
        return Optional.of(entry.value());
      }
    }
    return Optional.empty();
  }

  private Entry<T> second() {
    Iterator<Entry<T>> oldestFirst = entries.iterator();
    oldestFirst.next();
    return oldestFirst.next();
  }
}
