package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.explore.Execution.Mishap;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an exploration did.
 *
 * @param depth choices allowed
 * @param deepest choices made in the longest run
 * @param schedules runs that ended in a fair schedule, to its end or to where another had been
 * @param states distinct ones
 * @param pruned runs that ended in a state met before
 * @param steps chosen, in all runs, repetitions among them
 * @param mishaps how often each had a run of its own
 * @param runs from the beginning
 */
record Explored(
    String scene,
    int depth,
    int deepest,
    long schedules,
    long states,
    long pruned,
    long steps,
    Map<Mishap.Kind, Long> mishaps,
    long runs,
    long nanos) {
  Explored {
    mishaps = mishaps.isEmpty() ? Map.of() : new EnumMap<>(mishaps);
  }

  long of(Mishap.Kind kind) {
    return mishaps.getOrDefault(kind, 0L);
  }

  @Override
  public String toString() {
    return "%s: every choice to a depth of %d: %,d schedules, %,d states, %,d pruned; %s; %,d runs, %,d steps, %.1f s of one core"
        .formatted(
            scene,
            deepest,
            schedules,
            states,
            pruned,
            Stream.of(Mishap.Kind.values())
                .map(kind -> "%s %,d".formatted(kind, of(kind)))
                .collect(Collectors.joining(", ")),
            runs,
            steps,
            nanos / 1e9);
  }
}
