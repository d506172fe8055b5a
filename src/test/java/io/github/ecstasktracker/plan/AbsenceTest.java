package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.DEMO_WEB;
import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.item;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Removal by absence: two complete observations, one resync apart, and a count that agrees (design
 * 3.7).
 */
class AbsenceTest {
  private final Plan first = item(entry(1)).second(0).plan();

  private Plans later() {
    return item(entry(1)).after(first).second(60);
  }

  @Test
  void absentOnce_waitsForASecondLook() {
    assertThat(Plans.lines(first)).isEmpty();
    assertThat(Plans.holds(first)).containsExactly("WAITING 10.0.0.1:80");
    assertThat(first.holds().getFirst().cause()).isEqualTo(new HoldCause.SecondLook());
    assertThat(first.lookAgainAtNanos())
        .isEqualTo(OptionalLong.of(Plans.ORIGIN_NANOS + Plans.SPACING.toNanos()));
    assertThat(first.needsStatus()).isFalse();
  }

  @Test
  void absentTwiceAndCounted_isRemovedThoughItIsTheLast() {
    Plan plan = later().counted(0).plan();

    assertThat(Plans.changes(plan))
        .containsExactly(
            new ServerChange.Remove(
                entry(1), new ChangeCause.Absent(ChangeCause.Absent.Proof.COUNTED)));
    assertThat(plan.lookAgainAtNanos()).isEmpty();
    assertThat(plan.needsStatus()).isFalse();
  }

  @Test
  void absentTwiceTooSoon_waits() {
    Plan plan = later().nanos(Plans.ORIGIN_NANOS + Plans.SPACING.toNanos() - 1).counted(0).plan();

    assertThat(Plans.holds(plan)).containsExactly("WAITING 10.0.0.1:80");
    assertThat(plan.evidence()).isEqualTo(first.evidence());
  }

  @Test
  void absentTwiceUncounted_asksDescribeServices() {
    Plan plan = later().plan();

    assertThat(Plans.holds(plan)).containsExactly("UNPROVEN 10.0.0.1:80");
    assertThat(plan.holds().getFirst().cause()).isEqualTo(new HoldCause.NotCounted(DEMO_WEB));
    assertThat(plan.needsStatus()).isTrue();
    assertThat(plan.evidence()).isEqualTo(first.evidence());
  }

  @Test
  void countThatDiffers_isNoProofAndIsNotAskedForAgain() {
    Plan plan = later().tasks(running(2)).counted(2).plan();

    assertThat(Plans.lines(plan)).containsExactly("+10.0.0.2:80");
    assertThat(plan.holds().getFirst().cause()).isEqualTo(new HoldCause.Miscounted(DEMO_WEB, 2, 1));
    assertThat(plan.needsStatus()).isFalse();
  }

  @Test
  void everyFeedingService_mustBeCounted() {
    ServiceKey canary = new ServiceKey("demo", "canary");
    Plans plans = later().services(DEMO_WEB, canary).counted(0);

    assertThat(plans.plan().needsStatus()).isTrue();
    assertThat(plans.status(canary, new ServiceStatus.Live(1, 1)).holds())
        .containsExactly("UNPROVEN 10.0.0.1:80");
    assertThat(plans.status(canary, new ServiceStatus.Live(0, 1)).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void inactiveService_needsNoCount() {
    assertThat(
            later()
                .tasks(excluded(Cause.NO_ADDRESS, 5))
                .status(DEMO_WEB, new ServiceStatus.Inactive())
                .lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void serviceThatEcsHasForgotten_isProofOnlyWithoutTasks() {
    assertThat(later().status(DEMO_WEB, new ServiceStatus.Missing()).lines())
        .containsExactly("-10.0.0.1:80");
    assertThat(
            later()
                .tasks(excluded(Cause.NO_ADDRESS, 5))
                .status(DEMO_WEB, new ServiceStatus.Missing())
                .holds())
        .containsExactly("UNPROVEN 10.0.0.1:80");
  }

  @Test
  void unknownTask_keepsAbsenceFromProvingAnything() {
    Plan plan = later().tasks(unknown(2)).counted(1).plan();

    assertThat(Plans.holds(plan)).containsExactly("INCOMPLETE 10.0.0.1:80");
    assertThat(plan.holds().getFirst().cause())
        .isEqualTo(new HoldCause.TaskUnknown(Optional.of(Plans.arn(2)), "was not described"));
  }

  @Test
  void unattributedTask_keepsAbsenceFromProvingAnything() {
    Plan plan = later().unattributed("task 3f2a: page 2 failed").counted(0).plan();

    assertThat(Plans.holds(plan)).containsExactly("INCOMPLETE 10.0.0.1:80");
    assertThat(plan.holds().getFirst().cause())
        .isEqualTo(new HoldCause.TaskUnknown(Optional.empty(), "task 3f2a: page 2 failed"));
  }

  @Test
  void incompleteObservation_isNoFirstLook() {
    Plan incomplete = item(entry(1)).tasks(unknown(2)).second(0).plan();

    assertThat(incomplete.evidence()).isEqualTo(Evidence.NONE);
    assertThat(item(entry(1)).after(incomplete).second(60).counted(0).holds())
        .containsExactly("WAITING 10.0.0.1:80");
  }

  @Test
  void incompleteObservationInBetween_neitherCountsNorUndoesTheFirst() {
    Plan incomplete = later().tasks(unknown(2)).second(30).plan();

    assertThat(incomplete.evidence()).isEqualTo(first.evidence());
    assertThat(item(entry(1)).after(incomplete).second(60).counted(0).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void taskSeenAtTheAddressInBetween_startsTheProofAnew() {
    Plan seen = later().tasks(running(1)).second(30).plan();
    Plan doubted = later().tasks(unknown(9)).lastSeen(9, 1).second(30).plan();

    assertThat(seen.evidence()).isEqualTo(Evidence.NONE);
    assertThat(doubted.evidence()).isEqualTo(Evidence.NONE);
  }

  @Test
  void entryEditedInBetween_isAnotherServer() {
    assertThat(item(entry(1, 5)).after(first).second(60).counted(0).holds())
        .containsExactly("WAITING 10.0.0.1:80");
  }

  @Test
  void writeThatDidNotLand_needsNoNewProof() {
    Plan refused = later().counted(0).plan();

    assertThat(item(entry(1)).after(refused).second(61).counted(0).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void serverThatHasLeft_leavesNoEvidence() {
    Plan written = later().counted(0).plan();

    assertThat(item().after(written).second(61).plan().evidence()).isEqualTo(Evidence.NONE);
  }

  @Test
  void nextLook_isDueWhenTheEarliestAbsenceRipens() {
    Plan plan =
        item(entry(1), entry(2), entry(3))
            .evidence(
                new Evidence(Map.of(entry(1), nanos(20), entry(2), nanos(10), entry(3), nanos(30))))
            .second(40)
            .plan();

    assertThat(plan.lookAgainAtNanos()).isEqualTo(OptionalLong.of(nanos(70)));
  }

  private static long nanos(int second) {
    return Plans.ORIGIN_NANOS + Duration.ofSeconds(second).toNanos();
  }

  @Test
  void operatorsForce_liftsTheCountAndNotTheSecondLook() {
    assertThat(item(entry(1)).forced().holds()).containsExactly("WAITING 10.0.0.1:80");
    assertThat(later().forced().changes())
        .containsExactly(
            new ServerChange.Remove(
                entry(1), new ChangeCause.Absent(ChangeCause.Absent.Proof.FORCED)));
    assertThat(later().forced().plan().needsStatus()).isFalse();
  }

  @Test
  void operatorsForce_doesNotMakeAnIncompleteReadProof() {
    assertThat(later().tasks(unknown(2)).forced().holds())
        .containsExactly("INCOMPLETE 10.0.0.1:80");
  }

  @Test
  void zeroTasksProven_leaveAnEmptyItemAndNoFurtherPatch() {
    Plans plans = later().counted(0);

    assertThat(plans.plan().patch().orElseThrow().result()).isEmpty();
    assertThat(item().second(61).lines()).isEmpty();
  }
}
