package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The task index of each source, in the order of the sources' precedence.
 *
 * <ul>
 *   <li>Expired entries are not shown, even if they are still stored.
 *   <li>An agent's report of a task that ECS shows or has shown is not shown: it may be outdated or
 *       forged.
 * </ul>
 *
 * Not thread-safe.
 */
final class TaskIndexes {
  private final Map<Source, TaskIndex> bySource = new EnumMap<>(Source.class);
  private final Map<Source, Duration> keep = new EnumMap<>(Source.class);
  private final MonotonicClock clock;

  TaskIndexes(Directory.Limits limits, MonotonicClock clock) {
    this.clock = clock;
    bySource.put(Source.ECS, new TaskIndex(Integer.MAX_VALUE));
    bySource.put(Source.HISTORY, new TaskIndex(limits.stopped()));
    bySource.put(Source.AGENT, new TaskIndex(limits.reported()));
    keep.put(Source.HISTORY, limits.stoppedFor());
    keep.put(Source.AGENT, limits.reportedFor());
  }

  TaskIndex of(Source source) {
    TaskIndex index = bySource.get(source);
    if (index == null) {
      throw new IllegalStateException("no index for " + source);
    }
    return index;
  }

  /** All indexes in order of precedence. */
  Collection<TaskIndex> all() {
    return bySource.values();
  }

  /** Whether the entry has not expired. */
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

  /** The entries with containers whose id equals this text or begins with it, by container id. */
  Map<String, Entry> matching(String prefix) {
    Map<String, Entry> matching = new TreeMap<>();
    for (TaskIndex index : all()) {
      index.containers(
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
