package io.github.ecstasktracker.agent.report;

import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * Families of which no service is known: a new service's first task, or a task that somebody ran by
 * hand. Only a look at everything tells the two apart, so each is worth one of them in ten minutes,
 * and all together one in ten seconds. Not safe between threads.
 */
final class StrangeFamilies {
  private static final long KNOWN_NANOS = Duration.ofMinutes(10).toNanos();
  private static final long SPACING_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int MAX = 1_000;

  private final MonotonicClock clock;
  private final LinkedHashMap<String, Long> metAt = new LinkedHashMap<>();

  StrangeFamilies(MonotonicClock clock) {
    this.clock = clock;
  }

  /** Whether to look at everything for it. */
  boolean meet(String cluster, String family) {
    long now = clock.nanos();
    while (!metAt.isEmpty()
        && (metAt.size() >= MAX || now - metAt.firstEntry().getValue() >= KNOWN_NANOS)) {
      metAt.pollFirstEntry();
    }
    boolean justLooked = !metAt.isEmpty() && now - metAt.lastEntry().getValue() < SPACING_NANOS;
    String name = cluster + "/" + family;
    if (justLooked || metAt.containsKey(name)) {
      return false;
    }
    metAt.put(name, now);
    return true;
  }
}
