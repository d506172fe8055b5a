package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How new what is known of each backend is, so that time does not run backwards: a reading is past
 * for a backend once a newer one was used for it, or once a write of ours landed there after the
 * reading began. From such a one a change would be planned that was made already.
 *
 * <p>Safe for any number of threads. What is true of a backend stays so while its key is owned.
 */
final class Recency {
  private final MonotonicClock clock;
  private final Map<BackendKey, Long> usedNanos = new ConcurrentHashMap<>();
  private final Map<BackendKey, Long> landedNanos = new ConcurrentHashMap<>();

  Recency(MonotonicClock clock) {
    this.clock = clock;
  }

  /** A reading that began then is used for the backend. */
  void used(BackendKey key, long readBegunNanos) {
    usedNanos.put(key, readBegunNanos);
  }

  /** A write of ours has landed; to be told while the key is owned. */
  void landed(BackendKey key) {
    landedNanos.put(key, clock.nanos());
  }

  /** Whether a reading was used that began later than this one. */
  boolean usedNewer(BackendKey key, long readBegunNanos) {
    return isLater(usedNanos.get(key), readBegunNanos);
  }

  /** Whether a reading that began then is past for the backend. */
  boolean isPast(BackendKey key, long readBegunNanos) {
    return usedNewer(key, readBegunNanos) || isLater(landedNanos.get(key), readBegunNanos);
  }

  void forget(BackendKey key) {
    usedNanos.remove(key);
    landedNanos.remove(key);
  }

  /** Every backend that anything is remembered of. */
  Set<BackendKey> keys() {
    Set<BackendKey> keys = new HashSet<>(usedNanos.keySet());
    keys.addAll(landedNanos.keySet());
    return keys;
  }

  private static boolean isLater(@Nullable Long nanos, long readBegunNanos) {
    return nanos != null && nanos - readBegunNanos > 0;
  }
}
