package io.github.ecstasktracker.workqueue;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Where the keys of a {@link WorkQueue} wait: the ready ones in their lines, the delayed ones by
 * their time. Guarded by the queue's lock.
 */
final class QueuePlaces<K extends Comparable<K>> {
  private final ReadyLines<K> ready = new ReadyLines<>();
  private final NavigableSet<QueueEntry<K>> delayed;
  private boolean wake;

  /**
   * @param origin any reading of the clock: readings may wrap, so they are ordered by their
   *     distance from it
   */
  QueuePlaces(long origin) {
    delayed =
        new TreeSet<>(
            Comparator.comparingLong((QueueEntry<K> entry) -> entry.request().dueNanos() - origin)
                .thenComparing(QueueEntry::key));
  }

  /** Moves what has come due from the delayed to the ready keys. */
  void promote(long now) {
    while (!delayed.isEmpty() && delayed.first().isDue(now)) {
      join(delayed.removeFirst(), now);
    }
  }

  void join(QueueEntry<K> entry, long now) {
    if (entry.isDue(now)) {
      ready.add(entry.key(), entry.request().priority());
      wake = true;
    } else {
      delayed.add(entry);
      wake |= delayed.first() == entry;
    }
  }

  /** Takes a key out of its place; before its request changes. */
  void leave(QueueEntry<K> entry, long now) {
    if (entry.isDue(now)) {
      ready.remove(entry.key(), entry.request().priority());
    } else {
      delayed.remove(entry);
    }
  }

  Optional<K> poll() {
    return ready.poll();
  }

  int ready() {
    return ready.size();
  }

  int delayed() {
    return delayed.size();
  }

  boolean anyReady() {
    return !ready.isEmpty();
  }

  OptionalLong nextDueNanos() {
    return anyReady() || delayed.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(delayed.first().request().dueNanos());
  }

  /** Whether a sleeping taker has had a reason to take since the last call. */
  boolean endWake() {
    boolean woken = wake;
    wake = false;
    return woken;
  }
}
