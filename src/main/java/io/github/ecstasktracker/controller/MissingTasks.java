package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts how often ECS said MISSING of a task. Said once it proves nothing, because reads are
 * eventually consistent; said again one resync later, it proves the task gone.
 *
 * <p>Bounded: tasks that have not been missing for three spacings are forgotten.
 */
final class MissingTasks {
  private record Missing(long firstNanos, long lastNanos) {}

  private final MonotonicClock clock;
  private final Duration spacing;
  private final LinkedHashMap<String, Missing> byLastSeen = new LinkedHashMap<>();

  MissingTasks(MonotonicClock clock, Duration spacing) {
    this.clock = clock;
    this.spacing = spacing;
  }

  /** ECS says MISSING now; returns whether it is proven gone. */
  synchronized boolean gone(String arn) {
    long now = clock.nanos();
    Missing before = byLastSeen.remove(arn);
    long first = before == null ? now : before.firstNanos();
    byLastSeen.put(arn, new Missing(first, now));
    forgetOld(now);
    return now - first >= spacing.toNanos();
  }

  /** ECS described it: it is not missing. */
  synchronized void seen(String arn) {
    byLastSeen.remove(arn);
  }

  private void forgetOld(long now) {
    while (!byLastSeen.isEmpty()) {
      Map.Entry<String, Missing> oldest = byLastSeen.firstEntry();
      if (now - oldest.getValue().lastNanos() <= 3 * spacing.toNanos()) {
        return;
      }
      byLastSeen.pollFirstEntry();
    }
  }
}
