package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.item;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendView.State;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The one word for a backend, if nothing is written. */
class PlanStateTest {
  @Test
  void itemThatAgrees_isInSync() {
    assertThat(item(entry(1)).tasks(running(1)).plan().state()).isEqualTo(State.IN_SYNC);
  }

  @Test
  void wantedChange_isOutOfSync() {
    assertThat(item().tasks(running(1)).plan().state()).isEqualTo(State.OUT_OF_SYNC);
  }

  @Test
  void wantedChange_outranksWhatIsUnknown() {
    assertThat(item().tasks(running(1), unknown(2)).plan().state()).isEqualTo(State.OUT_OF_SYNC);
  }

  @Test
  void waitingAbsence_isOutOfSync() {
    assertThat(item(entry(1)).plan().state()).isEqualTo(State.OUT_OF_SYNC);
  }

  @Test
  void absenceThatNoListHasShownYet_isOutOfSync() {
    assertThat(item(entry(1)).live(0).plan().state()).isEqualTo(State.OUT_OF_SYNC);
  }

  @Test
  void absenceThatIsNotCounted_isHeld() {
    Plan first = item(entry(1)).plan();

    assertThat(item(entry(1)).after(first).second(60).plan().state()).isEqualTo(State.HELD);
  }

  @Test
  void unknownTask_makesItUnknown() {
    assertThat(item(entry(1)).tasks(unknown(1)).plan().state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void heldRemoval_isHeld() {
    assertThat(item(entry(1)).tasks(excluded(Cause.UNHEALTHY, 1)).plan().state())
        .isEqualTo(State.HELD);
  }

  @Test
  void removalThatThePolicyForbids_isInSync() {
    assertThat(
            item(entry(1))
                .tasks(excluded(Cause.STOPPED, 1))
                .policy(Policy.UPSERT_ONLY)
                .plan()
                .state())
        .isEqualTo(State.IN_SYNC);
  }

  @Test
  void holds_standInKeyOrder() {
    Plan plan =
        item(entry(1), entry(2), entry(3))
            .tasks(excluded(Cause.UNHEALTHY, 2))
            .evidence(new Evidence(Map.of()))
            .plan();

    assertThat(Plans.holds(plan))
        .containsExactly("WAITING 10.0.0.1:80", "LAST 10.0.0.2:80", "WAITING 10.0.0.3:80");
  }
}
