package io.github.ecstasktracker.system;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Runs a story over many seeds. A failure tells the seed, and the seed is all that is needed to see
 * it again: {@code -Dsystem.seed=17}. More of them: {@code -Dsystem.seeds=5000}.
 */
final class Seeds {
  private static final int FAILURES_TOLD = 5;

  private Seeds() {}

  static void each(int count, Consumer<SimulatedSystem> story) {
    Long only = Long.getLong("system.seed");
    if (only != null) {
      play(only, story);
      return;
    }
    // Each run has its own world and its own thread; they share nothing.
    List<AssertionError> failures =
        LongStream.rangeClosed(1, Integer.getInteger("system.seeds", count))
            .parallel()
            .mapToObj(seed -> failure(seed, story))
            .flatMap(Optional::stream)
            .toList();
    if (!failures.isEmpty()) {
      AssertionError first = failures.getFirst();
      failures.stream().skip(1).limit(FAILURES_TOLD).forEach(first::addSuppressed);
      throw new AssertionError(
          failures.size() + " seeds failed; the first: " + first.getMessage(), first);
    }
  }

  private static Optional<AssertionError> failure(long seed, Consumer<SimulatedSystem> story) {
    try {
      play(seed, story);
      return Optional.empty();
    } catch (AssertionError failure) {
      return Optional.of(failure);
    }
  }

  private static void play(long seed, Consumer<SimulatedSystem> story) {
    SimulatedSystem system = new SimulatedSystem(seed);
    try {
      story.accept(system);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "seed %d at %s: %s%nlast changes:%n%s"
              .formatted(
                  seed, system.account.clock().now(), e.getMessage(), system.watch().story()),
          e);
    }
  }
}
