package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.item;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Thousands of histories of one server, each looked at up to twelve times, against the rule of
 * design 3.7 in its plainest words: it may leave by absence when it was absent from two complete
 * observations one resync apart, no task was seen at its address in between, and the count agrees.
 */
class AbsencePropertiesTest {
  private enum Seen {
    ABSENT,
    ABSENT_MISCOUNTED,
    ABSENT_UNCOUNTED,
    INCOMPLETE,
    RUNNING,
    UNKNOWN,
    PENDING,
    STARTING
  }

  @Test
  void removalByAbsence_happensExactlyWhenTheHistoryProvesIt() {
    List<Long> proven = new ArrayList<>();
    RandomPlans.forAllSeeds(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Evidence evidence = Evidence.NONE;
          OptionalLong firstAbsent = OptionalLong.empty();
          long second = 0;
          for (int look = 0; look < 12; look++) {
            second += 1 + random.nextInt(45);
            Seen seen = Seen.values()[random.nextInt(Seen.values().length)];
            Plan plan = look(seen, second, evidence);
            boolean complete =
                switch (seen) {
                  case ABSENT, ABSENT_MISCOUNTED, ABSENT_UNCOUNTED, STARTING -> true;
                  case INCOMPLETE, RUNNING, UNKNOWN, PENDING -> false;
                };
            boolean there = seen == Seen.RUNNING || seen == Seen.UNKNOWN || seen == Seen.PENDING;
            boolean counted = seen == Seen.ABSENT || seen == Seen.STARTING;
            if (there) {
              firstAbsent = OptionalLong.empty();
            } else if (complete && firstAbsent.isEmpty()) {
              firstAbsent = OptionalLong.of(second);
            }
            boolean expected =
                complete
                    && counted
                    && second - firstAbsent.getAsLong() >= Plans.SPACING.toSeconds();

            assertThat(plan.patch().isPresent())
                .as("look " + look + ": " + seen)
                .isEqualTo(expected);
            if (expected) {
              proven.add(seed);
            }
            evidence = plan.evidence();
          }
        });

    assertThat(proven).hasSizeGreaterThan(1_000);
  }

  private static Plan look(Seen seen, long second, Evidence evidence) {
    Plans plans = item(entry(1), entry(2)).evidence(evidence).second(second);
    List<ObservedTask> tasks = new ArrayList<>(List.of(running(2)));
    int count = 1;
    switch (seen) {
      case ABSENT -> {}
      case ABSENT_MISCOUNTED -> count = 2;
      case ABSENT_UNCOUNTED -> {
        return plans.tasks(tasks).plan();
      }
      case INCOMPLETE -> plans.unattributed("task 3f2a was not described");
      case RUNNING -> tasks.add(running(1));
      case UNKNOWN -> {
        tasks.add(unknown(1));
        plans.lastSeen(1, 1);
      }
      case PENDING -> tasks.add(excluded(Cause.HEALTH_PENDING, 1));
      case STARTING -> tasks.add(excluded(Cause.STARTING, 1));
    }
    return plans.tasks(tasks).counted(count).plan();
  }
}
