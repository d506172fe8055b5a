package io.github.ecstasktracker.workqueue;

import io.github.ecstasktracker.workqueue.WorkQueue.Priority;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A key of a {@link WorkQueue} that waits, or is in work, or both. Guarded by the queue's lock. */
final class QueueEntry<K extends Comparable<K>> {
  private final K key;
  private boolean working;
  private long startedNanos;

  /** Null while in work and not asked for again; never null otherwise. */
  private @Nullable Request request;

  QueueEntry(K key) {
    this.key = key;
  }

  K key() {
    return key;
  }

  boolean working() {
    return working;
  }

  long startedNanos() {
    return startedNanos;
  }

  boolean waits() {
    return request != null;
  }

  boolean isDue(long now) {
    return request != null && request.isDue(now);
  }

  /** What is wanted of the key; only where it waits. */
  Request request() {
    return Objects.requireNonNull(request, "a key that waits has a request");
  }

  void ask(Request wanted) {
    request = wanted;
  }

  void drop() {
    request = null;
  }

  /** Serves what is wanted so far. */
  WorkQueue.Item<K> begin(long now) {
    Request serving = request();
    request = null;
    working = true;
    startedNanos = now;
    return new WorkQueue.Item<>(key, serving.priority);
  }

  void end() {
    working = false;
  }

  /** What is wanted of a key; at most one a key. */
  record Request(Priority priority, long dueNanos) {
    boolean isDue(long now) {
      return dueNanos - now <= 0;
    }

    /** Both requests in one: the higher priority, the earlier time. */
    Request merge(Request later) {
      return new Request(
          priority.compareTo(later.priority) >= 0 ? priority : later.priority,
          dueNanos - later.dueNanos <= 0 ? dueNanos : later.dueNanos);
    }

    /** Whether the key stays where it waits when this request takes the other's place. */
    boolean samePlace(Request other, long now) {
      return dueNanos == other.dueNanos && (!isDue(now) || priority == other.priority);
    }
  }
}
