package io.github.ecstasktracker.system;

import java.util.ArrayList;
import java.util.List;

/** How often each mishap truly happened, and how often each invariant was put to the test. */
final class Tally {
  private static final long THOUSAND = 1_000;
  private static final long LEAST_PERCENT = 80;

  private final long[] happened = new long[Mishap.values().length];
  private final long[] tested = new long[Invariant.values().length];

  void happened(Mishap mishap) {
    happened(mishap, 1);
  }

  void happened(Mishap mishap, long times) {
    happened[mishap.ordinal()] += times;
  }

  void tested(Invariant invariant) {
    tested[invariant.ordinal()]++;
  }

  long times(Mishap mishap) {
    return happened[mishap.ordinal()];
  }

  synchronized void add(Tally other) {
    for (int i = 0; i < happened.length; i++) {
      happened[i] += other.happened[i];
    }
    for (int i = 0; i < tested.length; i++) {
      tested[i] += other.tested[i];
    }
  }

  /** What never happened, and what was never tested. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Mishap mishap : Mishap.values()) {
      if (happened[mishap.ordinal()] == 0) {
        missing.add(mishap.name());
      }
    }
    for (Invariant invariant : Invariant.values()) {
      if (tested[invariant.ordinal()] == 0) {
        missing.add(invariant.name());
      }
    }
    return missing;
  }

  /** What was put to the test much less than it should have been in so many voyages. */
  List<String> hollow(long voyages) {
    List<String> hollow = new ArrayList<>();
    for (Invariant invariant : Invariant.values()) {
      long least = invariant.testedPerThousand() * voyages / THOUSAND * LEAST_PERCENT / 100;
      if (tested[invariant.ordinal()] < least) {
        hollow.add(
            "%s: tested %,d times, and not %,d"
                .formatted(invariant, tested[invariant.ordinal()], least));
      }
    }
    return hollow;
  }

  /** As two tables of Markdown. */
  String table() {
    StringBuilder text = new StringBuilder("| what happened | times |\n|---|---:|\n");
    for (Mishap mishap : Mishap.values()) {
      text.append(
          "| %s | %,d |%n"
              .formatted(
                  mishap.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                  happened[mishap.ordinal()]));
    }
    text.append("\n| what must hold | | tested |\n|---|---|---:|\n");
    for (Invariant invariant : Invariant.values()) {
      text.append(
          "| %s | %s | %,d |%n"
              .formatted(invariant, invariant.sentence(), tested[invariant.ordinal()]));
    }
    return text.toString();
  }
}
