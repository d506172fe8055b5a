package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tasks of each source, in the order in which the sources are believed.
 *
 * <ul>
 *   <li>What has had its time is not shown, whether it is still there or not.
 *   <li>Of a task that ECS shows or has shown, no agent's row is shown: it may be old, or forged.
 * </ul>
 *
 * Not safe for use by several threads.
 */
final class Shelves {
  private final Map<Source, Shelf> bySource = new EnumMap<>(Source.class);
  private final Map<Source, Duration> keep = new EnumMap<>(Source.class);
  private final MonotonicClock clock;

  Shelves(Directory.Limits limits, MonotonicClock clock) {
    this.clock = clock;
    bySource.put(Source.ECS, new Shelf(Integer.MAX_VALUE));
    bySource.put(Source.HISTORY, new Shelf(limits.stopped()));
    bySource.put(Source.AGENT, new Shelf(limits.reported()));
    keep.put(Source.HISTORY, limits.stoppedFor());
    keep.put(Source.AGENT, limits.reportedFor());
  }

  Shelf of(Source source) {
    Shelf shelf = bySource.get(source);
    if (shelf == null) {
      throw new IllegalStateException("no shelf for " + source);
    }
    return shelf;
  }

  /** The most believed first. */
  Collection<Shelf> all() {
    return bySource.values();
  }

  /** Whether its time is not over. */
  boolean kept(Entry entry) {
    Duration time = keep.get(entry.source());
    return time == null || clock.nanos() - entry.seenNanos() < time.toNanos();
  }

  boolean shown(Entry entry) {
    return kept(entry)
        && (entry.source() != Source.AGENT || !knownToEcs(entry.placement().taskId()));
  }

  private boolean knownToEcs(String taskId) {
    return of(Source.ECS).task(taskId) != null
        || Optional.ofNullable(of(Source.HISTORY).task(taskId)).filter(this::kept).isPresent();
  }

  /** Who has containers whose id is this, or begins so. */
  Map<String, Entry> matching(String prefix) {
    Map<String, Entry> matching = new TreeMap<>();
    for (Shelf shelf : all()) {
      shelf.containers(
          prefix,
          (id, entry) -> {
            if (shown(entry)) {
              matching.putIfAbsent(id, entry);
            }
          });
    }
    return matching;
  }
}
