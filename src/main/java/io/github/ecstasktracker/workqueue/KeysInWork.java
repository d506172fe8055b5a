package io.github.ecstasktracker.workqueue;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * The keys of a {@link WorkQueue} that are in work, and where those wait that were asked for
 * meanwhile. No answer needs a walk over every key. Guarded by the queue's lock.
 */
final class KeysInWork<K extends Comparable<K>> {
  // The longest in work first.
  private final SequencedSet<QueueEntry<K>> entries = new LinkedHashSet<>();
  private final QueuePlaces<K> again;

  /** The sum of when they were begun; it wraps as the clock does. */
  private long begunNanos;

  /**
   * @param origin as in {@link QueuePlaces}
   */
  KeysInWork(long origin) {
    again = new QueuePlaces<>(origin);
  }

  WorkQueue.Item<K> begin(QueueEntry<K> entry, long now) {
    entries.addLast(entry);
    begunNanos += now;
    return entry.begin(now);
  }

  /** What it was asked for meanwhile stays with it. */
  void end(QueueEntry<K> entry, long now) {
    if (entry.waits()) {
      again.leave(entry, now);
    }
    entries.remove(entry);
    begunNanos -= entry.startedNanos();
    entry.end();
  }

  /** Where they wait to be worked on once more. */
  QueuePlaces<K> again() {
    return again;
  }

  int size() {
    return entries.size();
  }

  /** The time spent on them so far, together. */
  long unfinishedNanos(long now) {
    return entries.size() * now - begunNanos;
  }

  /** The time spent so far on the oldest of them. */
  long longestNanos(long now) {
    return entries.isEmpty() ? 0 : now - entries.getFirst().startedNanos();
  }
}
