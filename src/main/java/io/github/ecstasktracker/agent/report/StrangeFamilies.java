package io.github.ecstasktracker.agent.report;

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

  private final LinkedHashMap<String, Long> metAt = new LinkedHashMap<>();

  /** Whether to look at everything for it. */
  boolean due(String name, long now) {
    while (!metAt.isEmpty() && now - metAt.firstEntry().getValue() >= KNOWN_NANOS) {
      metAt.pollFirstEntry();
    }
    boolean justLooked = !metAt.isEmpty() && now - metAt.lastEntry().getValue() < SPACING_NANOS;
    return !justLooked && !metAt.containsKey(name);
  }

  /** Everything will be looked at for it. */
  void met(String name, long now) {
    if (metAt.size() >= MAX) {
      metAt.pollFirstEntry();
    }
    metAt.putLast(name, now);
  }
}
