package io.github.ecstasktracker.workqueue;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Failures in a row, by key. At most {@code bound} keys are remembered: beyond it the key whose
 * last failure is the oldest is forgotten, so a key that is never forgotten by its owner cannot
 * leak. Not safe for use by several threads.
 */
final class FailureCounts<K> {
  /** Ordered by the last failure, oldest first. */
  private final SequencedMap<K, Integer> counts = new LinkedHashMap<>();

  private final int bound;

  FailureCounts(int bound) {
    this.bound = bound;
  }

  int increment(K key) {
    int after = of(key) + 1;
    counts.putLast(key, after);
    if (counts.size() > bound) {
      counts.pollFirstEntry();
    }
    return after;
  }

  int of(K key) {
    return counts.getOrDefault(key, 0);
  }

  void forget(K key) {
    counts.remove(key);
  }
}
