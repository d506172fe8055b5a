package io.github.ecstasktracker.workqueue;

import io.github.ecstasktracker.workqueue.WorkQueue.Priority;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * The keys that can be worked on now: a line for live changes and one for the resync.
 *
 * <ul>
 *   <li>First come, first served inside a line.
 *   <li>Live goes first, but no line starves: after {@link #LIVE_RUN} live keys in a row that went
 *       before a waiting resync key, one resync key goes. So the n-th resync key is served within
 *       {@code n * (LIVE_RUN + 1)} keys, whatever comes in, and a live key lets at most one resync
 *       key pass for every {@link #LIVE_RUN} live keys in front of it, and one more.
 * </ul>
 *
 * Not safe for use by several threads.
 */
final class ReadyLines<K> {
  static final int LIVE_RUN = 8;

  private final SequencedSet<K> live = new LinkedHashSet<>();
  private final SequencedSet<K> resync = new LinkedHashSet<>();
  private int liveInARow;

  void add(K key, Priority priority) {
    line(priority).addLast(key);
  }

  void remove(K key, Priority priority) {
    line(priority).remove(key);
  }

  Optional<K> poll() {
    if (isEmpty()) {
      return Optional.empty();
    }
    if (live.isEmpty() || (!resync.isEmpty() && liveInARow >= LIVE_RUN)) {
      liveInARow = 0;
      return Optional.of(resync.removeFirst());
    }
    liveInARow = resync.isEmpty() ? 0 : liveInARow + 1;
    return Optional.of(live.removeFirst());
  }

  int size() {
    return live.size() + resync.size();
  }

  boolean isEmpty() {
    return live.isEmpty() && resync.isEmpty();
  }

  private SequencedSet<K> line(Priority priority) {
    return switch (priority) {
      case LIVE -> live;
      case RESYNC -> resync;
    };
  }
}
