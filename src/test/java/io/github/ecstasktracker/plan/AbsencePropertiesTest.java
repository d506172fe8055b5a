package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.homeless;
import static io.github.ecstasktracker.plan.Plans.item;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ChangeCause.Absent.Proof;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Thousands of histories of one server, each of 24 plans, against the rule of design 3.7 in its
 * plainest words: it may leave by absence when it was absent from a complete list, a list of the
 * services alone began one resync after that one and has it not either, no task was seen at its
 * address in between, and the count agrees; under the guards where a task runs of which nobody
 * knows the address.
 */
class AbsencePropertiesTest {
  private enum Seen {
    ABSENT,
    ABSENT_MISCOUNTED,
    INCOMPLETE,
    RUNNING,
    UNKNOWN,
    PENDING,
    STARTING,
    WITHOUT_ADDRESS
  }

  /** What a plan follows. */
  private enum After {
    MESSAGE,
    LIST_OF_ALL,
    LIST_OF_ITS_SERVICES
  }

  @Test
  void removalByAbsence_happensExactlyWhenTheHistoryProvesIt() {
    Map<Proof, Integer> proven = new EnumMap<>(Proof.class);
    RandomPlans.forAllSeeds(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Evidence evidence = Evidence.NONE;
          OptionalLong since = OptionalLong.empty();
          long now = 0;
          for (int step = 0; step < 24; step++) {
            now += 1 + random.nextInt(45);
            Seen seen = Seen.values()[random.nextInt(Seen.values().length)];
            After after = After.values()[random.nextInt(After.values().length)];
            long begun = now - random.nextInt(30);
            Plan plan = plan(seen, after, now, begun, evidence);
            boolean absent =
                switch (seen) {
                  case ABSENT, ABSENT_MISCOUNTED, STARTING, WITHOUT_ADDRESS -> true;
                  case INCOMPLETE, RUNNING, UNKNOWN, PENDING -> false;
                };
            boolean there = seen == Seen.RUNNING || seen == Seen.UNKNOWN || seen == Seen.PENDING;
            if (there) {
              since = OptionalLong.empty();
            } else if (absent && after != After.MESSAGE && since.isEmpty()) {
              since = OptionalLong.of(begun);
            }
            boolean late =
                since.isPresent() && begun - since.getAsLong() >= Plans.SPACING.toSeconds();
            boolean expected =
                absent
                    && seen != Seen.ABSENT_MISCOUNTED
                    && after == After.LIST_OF_ITS_SERVICES
                    && late;
            Proof proof = seen == Seen.WITHOUT_ADDRESS ? Proof.NONE : Proof.COUNTED;

            assertThat(Plans.changes(plan))
                .as("step %d: %s after a %s", step, seen, after)
                .isEqualTo(
                    expected
                        ? List.of(new ServerChange.Remove(entry(1), new ChangeCause.Absent(proof)))
                        : List.of());
            assertThat(plan.evidence())
                .as("step %d: %s after a %s", step, seen, after)
                .isEqualTo(
                    since.isEmpty()
                        ? Evidence.NONE
                        : new Evidence(Map.of(entry(1), Plans.nanos(since.getAsLong()))));
            if (expected) {
              proven.merge(proof, 1, Integer::sum);
            }
            evidence = plan.evidence();
          }
        });

    assertThat(proven.get(Proof.COUNTED)).isGreaterThan(1_000);
    assertThat(proven.get(Proof.NONE)).isGreaterThan(500);
  }

  private static Plan plan(Seen seen, After after, long now, long begun, Evidence evidence) {
    Plans plans =
        item(entry(1), entry(2))
            .evidence(evidence)
            .times(
                new PlanInput.Times(
                    Plans.nanos(now),
                    Plans.nanos(begun),
                    after == After.MESSAGE
                        ? OptionalLong.empty()
                        : OptionalLong.of(Plans.nanos(begun))));
    List<ObservedTask> tasks = new ArrayList<>(List.of(running(2)));
    int count = 1;
    switch (seen) {
      case ABSENT -> {}
      case ABSENT_MISCOUNTED -> count = 2;
      case INCOMPLETE -> plans.unattributed("task 3f2a was not described");
      case RUNNING -> tasks.add(running(1));
      case UNKNOWN -> {
        tasks.add(unknown(1));
        plans.lastSeen(1, 1);
      }
      case PENDING -> tasks.add(excluded(Cause.HEALTH_PENDING, 1));
      case STARTING -> tasks.add(excluded(Cause.STARTING, 1));
      case WITHOUT_ADDRESS -> {
        tasks.add(homeless(Cause.DISABLED, 1));
        count = 2;
      }
    }
    plans.tasks(tasks);
    return (after == After.LIST_OF_ITS_SERVICES ? plans.counted(count) : plans).plan();
  }
}
