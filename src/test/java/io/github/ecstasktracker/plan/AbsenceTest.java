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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Removal by absence: a complete list, one of the services alone that began one resync later, and a
 * count that agrees (design 3.7).
 */
class AbsenceTest {
  private final Plan first = item(entry(1)).second(0).plan();

  /** What follows a second list, begun one resync after the first. */
  private Plans later() {
    return item(entry(1)).after(first).second(60);
  }

  @Test
  void absentOnce_waitsForASecondList() {
    assertThat(Plans.lines(first)).isEmpty();
    assertThat(Plans.holds(first)).containsExactly("WAITING 10.0.0.1:80");
    assertThat(first.holds().getFirst().cause()).isEqualTo(new HoldCause.SecondList());
    assertThat(first.requeueAtNanos())
        .isEqualTo(OptionalLong.of(Plans.ORIGIN_NANOS + Plans.SPACING.toNanos()));
    assertThat(first.needsListing()).isFalse();
  }

  @Test
  void absence_beginsWithTheListAndNotWithThePlanThatFollowsIt() {
    assertThat(first.evidence()).isEqualTo(since(0));
  }

  @Test
  void absence_doesNotBeginWithoutAList() {
    Plan live = item(entry(1)).live(20).plan();

    assertThat(Plans.lines(live)).isEmpty();
    assertThat(Plans.holds(live)).containsExactly("WAITING 10.0.0.1:80");
    assertThat(live.holds().getFirst().cause()).isEqualTo(new HoldCause.SecondList());
    assertThat(live.evidence()).isEqualTo(Evidence.NONE);
    assertThat(live.requeueAtNanos()).as("the next list is due in any case").isEmpty();
    assertThat(live.needsListing()).isFalse();
    assertThat(item(entry(1)).after(live).second(80).counted(0).holds())
        .containsExactly("WAITING 10.0.0.1:80");
  }

  @Test
  void absence_doesNotBeginWithoutAListThoughTheTasksAreCountedOrAnOperatorForces() {
    Plan live = item(entry(1)).live(20).counted(0).forced().plan();

    assertThat(Plans.holds(live)).containsExactly("WAITING 10.0.0.1:80");
    assertThat(live.evidence()).isEqualTo(Evidence.NONE);
  }

  @Test
  void livePlanBetweenLists_keepsTheEvidenceAndItsTime() {
    Plan live = item(entry(1)).after(first).live(30).plan();

    assertThat(Plans.holds(live)).containsExactly("WAITING 10.0.0.1:80");
    assertThat(live.evidence()).isEqualTo(since(0));
    assertThat(live.requeueAtNanos()).isEqualTo(OptionalLong.of(Plans.nanos(60)));
    assertThat(live.needsListing()).isFalse();
    assertThat(item(entry(1)).after(live).second(60).counted(0).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void livePlanOneResyncAfterTheList_asksForAListOfTheServicesAlone() {
    Plan live = item(entry(1)).after(first).live(60).plan();

    assertThat(Plans.lines(live)).isEmpty();
    assertThat(Plans.holds(live)).containsExactly("UNPROVEN 10.0.0.1:80");
    assertThat(live.holds().getFirst().cause()).isEqualTo(new HoldCause.NotCounted(DEMO_WEB));
    assertThat(live.needsListing()).isTrue();
    assertThat(live.requeueAtNanos()).isEmpty();
    assertThat(live.evidence()).isEqualTo(since(0));
  }

  @Test
  void livePlanThatIsMadeTooSoon_waits() {
    PlanInput.Times justBefore =
        new PlanInput.Times(Plans.nanos(60) - 1, Plans.nanos(45), OptionalLong.empty());

    assertThat(item(entry(1)).after(first).times(justBefore).holds())
        .containsExactly("WAITING 10.0.0.1:80");
  }

  @Test
  void livePlan_provesNothing_whateverTheCountOrTheOperatorSays() {
    Plans live = item(entry(1)).after(first).live(120);

    assertThat(live.counted(0).holds()).containsExactly("UNPROVEN 10.0.0.1:80");
    assertThat(live.forced().holds()).containsExactly("UNPROVEN 10.0.0.1:80");
    assertThat(live.plan().evidence()).isEqualTo(since(0));
  }

  @Test
  void listOfAllClusters_provesNothingWithoutACountAndAsksForTheServicesAlone() {
    Plan pass = later().plan();

    assertThat(Plans.holds(pass)).containsExactly("UNPROVEN 10.0.0.1:80");
    assertThat(pass.needsListing()).isTrue();
    assertThat(pass.evidence()).as("the first list's time stays").isEqualTo(since(0));
  }

  @Test
  void absentTwiceAndCounted_isRemovedThoughItIsTheLast() {
    Plan plan = later().counted(0).plan();

    assertThat(Plans.changes(plan))
        .containsExactly(
            new ServerChange.Remove(
                entry(1), new ChangeCause.Absent(ChangeCause.Absent.Proof.COUNTED)));
    assertThat(plan.requeueAtNanos()).isEmpty();
    assertThat(plan.needsListing()).isFalse();
  }

  @Test
  void secondListThatBeganTooEarly_provesNothingThoughThePlanIsMadeLateEnough() {
    long begun = Plans.nanos(60) - 1;
    Plans early =
        later().times(new PlanInput.Times(Plans.nanos(90), begun, OptionalLong.of(begun)));
    Plan plan = early.counted(0).plan();

    assertThat(Plans.holds(plan)).containsExactly("WAITING 10.0.0.1:80");
    assertThat(plan.evidence()).isEqualTo(first.evidence());
    assertThat(plan.requeueAtNanos())
        .as("at once: it is due since then")
        .isEqualTo(OptionalLong.of(Plans.nanos(60)));
    assertThat(early.forced().holds()).containsExactly("WAITING 10.0.0.1:80");
    assertThat(item(entry(1)).after(plan).live(90).plan().needsListing()).isTrue();
    assertThat(item(entry(1)).after(plan).second(90).counted(0).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void listThatBeganBeforeTheFirstOne_provesNothing() {
    Plan plan =
        item(entry(1))
            .evidence(since(60))
            .times(
                new PlanInput.Times(
                    Plans.nanos(200), Plans.nanos(0), OptionalLong.of(Plans.nanos(0))))
            .counted(0)
            .plan();

    assertThat(Plans.holds(plan)).containsExactly("WAITING 10.0.0.1:80");
    assertThat(plan.evidence()).isEqualTo(since(60));
  }

  @Test
  void absentTwiceUncounted_asksDescribeServices() {
    Plan plan = later().plan();

    assertThat(Plans.holds(plan)).containsExactly("UNPROVEN 10.0.0.1:80");
    assertThat(plan.holds().getFirst().cause()).isEqualTo(new HoldCause.NotCounted(DEMO_WEB));
    assertThat(plan.needsListing()).isTrue();
    assertThat(plan.evidence()).isEqualTo(first.evidence());
  }

  @Test
  void countThatDiffers_isNoProofAndIsNotAskedForAgain() {
    Plan plan = later().tasks(running(2)).counted(2).plan();

    assertThat(Plans.lines(plan)).containsExactly("+10.0.0.2:80");
    assertThat(plan.holds().getFirst().cause()).isEqualTo(new HoldCause.Miscounted(DEMO_WEB, 2, 1));
    assertThat(plan.needsListing()).isFalse();
    assertThat(plan.evidence()).isEqualTo(first.evidence());
  }

  @Test
  void everyFeedingService_mustBeCounted() {
    ServiceKey canary = new ServiceKey("demo", "canary");
    Plans plans = later().services(DEMO_WEB, canary).counted(0);

    assertThat(plans.plan().needsListing()).isTrue();
    assertThat(plans.status(canary, new ServiceStatus.Live(1)).holds())
        .containsExactly("UNPROVEN 10.0.0.1:80");
    assertThat(plans.status(canary, new ServiceStatus.Live(0)).lines())
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
  void absenceInAnIncompleteSnapshot_doesNotBegin() {
    Plan incomplete = item(entry(1)).tasks(unknown(2)).second(0).plan();

    assertThat(incomplete.evidence()).isEqualTo(Evidence.NONE);
    assertThat(item(entry(1)).after(incomplete).second(60).counted(0).holds())
        .containsExactly("WAITING 10.0.0.1:80");
  }

  @Test
  void incompleteSnapshotInBetween_neitherCountsNorUndoesTheFirst() {
    Plan incomplete = later().tasks(unknown(2)).second(30).plan();

    assertThat(incomplete.evidence()).isEqualTo(first.evidence());
    assertThat(incomplete.requeueAtNanos()).isEmpty();
    assertThat(item(entry(1)).after(incomplete).second(60).counted(0).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void incompleteSnapshot_keepsTheEvidenceAndProvesNothing(boolean listed) {
    Plans plans = listed ? later() : later().live(60);
    Plan unknown = plans.tasks(unknown(2)).counted(1).plan();
    Plan overlooked = plans.tasks().unattributed("page 2 failed").counted(0).forced().plan();

    assertThat(Plans.holds(unknown)).containsExactly("INCOMPLETE 10.0.0.1:80");
    assertThat(unknown.needsListing()).isFalse();
    assertThat(unknown.evidence()).isEqualTo(first.evidence());
    assertThat(Plans.holds(overlooked)).containsExactly("INCOMPLETE 10.0.0.1:80");
    assertThat(overlooked.evidence()).isEqualTo(first.evidence());
  }

  @Test
  void taskSeenAtTheAddressInBetween_startsTheProofAnew() {
    Plan seen = later().tasks(running(1)).second(30).plan();
    Plan doubted = later().tasks(unknown(9)).lastSeen(9, 1).second(30).plan();
    Plan sick = later().tasks(excluded(Cause.UNHEALTHY, 1)).live(30).plan();
    Plan pending = later().tasks(excluded(Cause.HEALTH_PENDING, 1)).live(30).plan();

    assertThat(seen.evidence()).isEqualTo(Evidence.NONE);
    assertThat(doubted.evidence()).isEqualTo(Evidence.NONE);
    assertThat(sick.evidence()).isEqualTo(Evidence.NONE);
    assertThat(pending.evidence()).isEqualTo(Evidence.NONE);
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
  void nextPlan_isDueWhenTheFirstAbsenceCanBeProven() {
    Plan plan =
        item(entry(1), entry(2), entry(3))
            .evidence(
                new Evidence(
                    Map.of(
                        entry(1),
                        Plans.nanos(20),
                        entry(2),
                        Plans.nanos(10),
                        entry(3),
                        Plans.nanos(30))))
            .second(40)
            .plan();

    assertThat(plan.requeueAtNanos()).isEqualTo(OptionalLong.of(Plans.nanos(70)));
  }

  private static Evidence since(long second) {
    return new Evidence(Map.of(entry(1), Plans.nanos(second)));
  }

  @Test
  void operatorsForce_liftsTheCountAndNotTheSecondList() {
    assertThat(item(entry(1)).forced().holds()).containsExactly("WAITING 10.0.0.1:80");
    assertThat(later().forced().changes())
        .containsExactly(
            new ServerChange.Remove(
                entry(1), new ChangeCause.Absent(ChangeCause.Absent.Proof.FORCED)));
    assertThat(later().forced().plan().needsListing()).isFalse();
  }

  @Test
  void operatorsForce_doesNotMakeAnIncompleteSnapshotProof() {
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
