package io.github.ecstasktracker.agent.report;

import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * Limits full reads for task definition families without a known service: either a new service's
 * first task, or a task run by hand. Only a full read distinguishes them, so each family may cause
 * one in ten minutes, and all families together one in ten seconds. Not thread-safe.
 */
final class StrangeFamilies {
  private static final long KNOWN_NANOS = Duration.ofMinutes(10).toNanos();
  private static final long SPACING_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int MAX = 1_000;

  private final LinkedHashMap<String, Long> metAt = new LinkedHashMap<>();

  /** Whether a full read is allowed for this family. */
  boolean due(String name, long now) {
    while (!metAt.isEmpty() && now - metAt.firstEntry().getValue() >= KNOWN_NANOS) {
      metAt.pollFirstEntry();
    }
    boolean justLooked = !metAt.isEmpty() && now - metAt.lastEntry().getValue() < SPACING_NANOS;
    return !justLooked && !metAt.containsKey(name);
  }

  /** Records that a full read was requested for this family. */
  void met(String name, long now) {
    if (metAt.size() >= MAX) {
      metAt.pollFirstEntry();
    }
    metAt.putLast(name, now);
  }
}
