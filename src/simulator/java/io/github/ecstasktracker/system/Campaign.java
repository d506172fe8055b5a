package io.github.ecstasktracker.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Many voyages, and what came of them together. */
final class Campaign {
  private static final int FAILURES_TOLD = 5;

  private final Consumer<Voyage.Outcome> onFailure;
  private final Tally tally = new Tally();
  private final List<Voyage.Outcome> failures = new ArrayList<>();
  private long voyages;
  private long staleWrites;
  private int fewestMishaps = Integer.MAX_VALUE;
  private Duration took = Duration.ZERO;

  /**
   * @param onFailure told of each failed voyage when it ends
   */
  Campaign(Consumer<Voyage.Outcome> onFailure) {
    this.onFailure = onFailure;
  }

  static Campaign of(long firstSeed, int seeds) {
    Campaign campaign = new Campaign(_ -> {});
    campaign.sail(firstSeed, seeds);
    return campaign;
  }

  /** Each on one thread, as many at once as there are processors. */
  void sail(long firstSeed, int seeds) {
    long begun = System.nanoTime();
    LongStream.range(firstSeed, firstSeed + seeds)
        .parallel()
        .mapToObj(Voyage::of)
        .forEach(this::add);
    took = took.plusNanos(System.nanoTime() - begun);
  }

  synchronized void add(Voyage.Outcome outcome) {
    voyages++;
    tally.add(outcome.tally());
    staleWrites += outcome.staleWrites();
    fewestMishaps = Math.min(fewestMishaps, outcome.mishaps());
    if (outcome.failure().isPresent()) {
      failures.add(outcome);
      onFailure.accept(outcome);
    }
  }

  Tally tally() {
    return tally;
  }

  /** The first few, a text each. */
  List<String> failures() {
    return failures.stream().limit(FAILURES_TOLD).map(Voyage.Outcome::line).toList();
  }

  long staleWrites() {
    return staleWrites;
  }

  int fewestMishaps() {
    return fewestMishaps;
  }

  String report() {
    return tally.table() + "\n" + summary();
  }

  String summary() {
    return "%,d seeds in %d s: %d failed, %d stale writes accepted, at least %d mishaps in each"
        .formatted(voyages, took.toSeconds(), failures.size(), staleWrites, fewestMishaps);
  }
}
