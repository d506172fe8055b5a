package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.API;
import static io.github.ecstasktracker.plan.Plans.WEB;
import static io.github.ecstasktracker.plan.Plans.claim;
import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.homeless;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a task at a server's address proves: design 3.6 and 3.7. */
class RemovalProofTest {
  @Test
  void stoppedTask_provesItsServerGone() {
    assertThat(Plans.item(entry(1)).tasks(excluded(Cause.STOPPED, 1)).changes())
        .containsExactly(
            new ServerChange.Remove(
                entry(1), new ChangeCause.TaskStopped(Plans.arn(1), "is STOPPED")));
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"STOPPING", "MISSING"})
  void taskThatIsAsGoodAsStopped_provesItsServerGone(Cause cause) {
    assertThat(Plans.item(entry(1)).tasks(excluded(cause, 1)).changes())
        .containsExactly(
            new ServerChange.Remove(
                entry(1),
                cause == Cause.MISSING
                    ? new ChangeCause.TaskMissing(Plans.arn(1))
                    : new ChangeCause.TaskStopping(Plans.arn(1), "is STOPPING")));
  }

  @Test
  void proofByATask_needsNoList() {
    assertThat(
            Plans.item(entry(1), entry(2))
                .live(0)
                .tasks(excluded(Cause.STOPPED, 1))
                .claims(claim(9, 2, API))
                .lines())
        .containsExactly("-10.0.0.1:80", "-10.0.0.2:80");
  }

  @Test
  void stoppedTask_emptiesTheBackendUnguarded() {
    assertThat(
            Plans.item(entry(1), entry(2), entry(3), entry(4))
                .maxRemoval(0)
                .tasks(
                    excluded(Cause.STOPPED, 1),
                    excluded(Cause.STOPPED, 2),
                    excluded(Cause.STOPPED, 3),
                    excluded(Cause.STOPPED, 4))
                .lines())
        .hasSize(4);
  }

  @Test
  void stoppedTaskWithoutBindings_isKnownByItsLastAddress() {
    assertThat(Plans.item(entry(1)).tasks(homeless(Cause.STOPPED, 9)).lastSeen(9, 1).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void describedAddress_overrulesTheRememberedOne() {
    assertThat(
            Plans.item(entry(1), entry(2))
                .tasks(excluded(Cause.STOPPED, 9, 1))
                .lastSeen(9, 2)
                .lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void stoppedTask_isProofThoughAnotherTaskIsUnknown() {
    assertThat(Plans.item(entry(1)).tasks(excluded(Cause.STOPPED, 1), unknown(2)).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void lateMessageAboutTheDead_doesNotTouchTheLivingAtTheSameAddress() {
    assertThat(Plans.item(entry(1)).tasks(excluded(Cause.STOPPED, 8, 1), running(9, 1)).lines())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"UNHEALTHY", "NO_ADDRESS", "DISABLED", "HEALTH_PENDING"})
  void livingTaskThatIsNoServer_speaksForTheAddressInsteadOfTheDead(Cause living) {
    Plans dead = Plans.item(entry(1)).tasks(excluded(Cause.STOPPED, 9, 1), excluded(living, 8, 1));
    Plans swapped =
        Plans.item(entry(1)).tasks(excluded(living, 8, 1), excluded(Cause.STOPPED, 9, 1));

    assertThat(dead.lines()).isEmpty();
    assertThat(swapped.lines()).isEmpty();
  }

  @Test
  void unknownTaskAtTheAddress_keepsTheServerFromTheDead() {
    Plan plan =
        Plans.item(entry(1)).tasks(unknown(8), excluded(Cause.STOPPED, 9, 1)).lastSeen(8, 1).plan();

    assertThat(Plans.lines(plan)).isEmpty();
    assertThat(plan.holds())
        .containsExactly(
            new Hold(
                "10.0.0.1:80",
                Hold.Guard.INCOMPLETE,
                new HoldCause.TaskUnknown(Optional.of(Plans.arn(8)), "was not described")));
  }

  @Test
  void taskThatIsStarting_doesNotHideTheProofThatTheOneBeforeItStopped() {
    assertThat(
            Plans.item(entry(1))
                .tasks(excluded(Cause.STARTING, 9, 1), excluded(Cause.STOPPED, 8, 1))
                .lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void taskThatIsStarting_leavesAnEarlierServerToItsAbsence() {
    assertThat(Plans.item(entry(1)).tasks(excluded(Cause.STARTING, 1)).holds())
        .containsExactly("WAITING 10.0.0.1:80");
  }

  @Test
  void taskWhoseHealthHasNotSpoken_keepsItsServerAndAddsNone() {
    Plan plan =
        Plans.item(entry(1))
            .tasks(excluded(Cause.HEALTH_PENDING, 1), excluded(Cause.HEALTH_PENDING, 2))
            .plan();

    assertThat(Plans.lines(plan)).isEmpty();
    assertThat(plan.holds()).isEmpty();
  }

  @Test
  void addressOfAnotherBackendsRunningTask_isProof() {
    assertThat(Plans.item(entry(1)).claims(claim(9, 1, API)).changes())
        .containsExactly(
            new ServerChange.Remove(
                entry(1), new ChangeCause.AddressTaken(Plans.at(1), Plans.arn(9), API)));
  }

  @Test
  void addressOfAnotherBackendsRunningTask_isProofThoughAnotherTaskIsUnknown() {
    assertThat(Plans.item(entry(1)).tasks(unknown(2)).claims(claim(9, 1, API)).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void addressOfAnotherBackendsTask_isProofFromTheMomentThatCountsAsFresh() {
    PlanInput.Times times =
        new PlanInput.Times(Plans.nanos(20), Plans.nanos(5), OptionalLong.empty());
    Plans plans = Plans.item(entry(1)).times(times);

    assertThat(plans.claims(claim(9, 1, API, Plans.nanos(5))).lines())
        .containsExactly("-10.0.0.1:80");
    assertThat(plans.claims(claim(9, 1, API, Plans.nanos(5) - 1)).holds())
        .containsExactly("WAITING 10.0.0.1:80");
  }

  @Test
  void ageOfADescription_doesNotMatterInTheSameBackend() {
    assertThat(
            Plans.item(entry(1))
                .tasks(excluded(Cause.STOPPED, 8, 1))
                .claims(Plans.oldClaim(9, 1, WEB))
                .holds())
        .containsExactly("WAITING 10.0.0.1:80");
  }

  @Test
  void takenAddresses_loseEveryEntryAndNothingElseLeaves() {
    StoredServer twin = entry("twin", Plans.url(1), 0);

    assertThat(
            Plans.item(entry(1), twin, entry(2), entry(3), entry("garbage", "no url", 0))
                .claims(claim(7, 1, API), claim(8, 3, API), claim(9, 9, API))
                .changes())
        .containsExactly(
            new ServerChange.Remove(entry(1), taken(1, 7)),
            new ServerChange.Remove(entry(3), taken(3, 8)),
            new ServerChange.Remove(twin, taken(1, 7)));
  }

  private static ChangeCause taken(int address, int task) {
    return new ChangeCause.AddressTaken(Plans.at(address), Plans.arn(task), API);
  }

  @Test
  void supersededTask_losesItsServerToTheOneThatHasItsAddress() {
    Map<Address, Claim> occupants = Plans.occupants(List.of(claim(1, 5, WEB), claim(2, 5, API)));

    assertThat(
            Plans.item(entry(5))
                .occupants(occupants)
                .tasks(Plans.superseded(List.of(running(1, 5)), occupants))
                .changes())
        .containsExactly(new ServerChange.Remove(entry(5), taken(5, 2)));
    assertThat(Plans.item(entry(5)).tasks(excluded(Cause.SUPERSEDED, 5)).changes())
        .containsExactly(
            new ServerChange.Remove(
                entry(5),
                new ChangeCause.TaskNotServing(Plans.arn(5), Cause.SUPERSEDED, "is SUPERSEDED")));
  }

  @Test
  void supersededTask_losesItsServerThoughItsHeirWasDescribedLongAgo() {
    assertThat(
            Plans.item(entry(5))
                .claims(Plans.oldClaim(2, 5, API))
                .tasks(excluded(Cause.SUPERSEDED, 1, 5))
                .changes())
        .containsExactly(new ServerChange.Remove(entry(5), taken(5, 2)));
  }

  @Test
  void supersededTask_leavesTheServerToANewerOneOfTheSameBackend() {
    Map<Address, Claim> occupants = Plans.occupants(List.of(claim(1, 5, WEB), claim(2, 5, WEB)));

    assertThat(
            Plans.item(entry(5))
                .occupants(occupants)
                .tasks(Plans.superseded(List.of(running(2, 5), running(1, 5)), occupants))
                .lines())
        .isEmpty();
  }

  @Test
  void addressOfAnotherBackendsTaskDescribedTooLongAgo_isNoProof() {
    Plans plans = Plans.item(entry(1)).claims(Plans.oldClaim(9, 1, API));

    assertThat(plans.holds()).containsExactly("WAITING 10.0.0.1:80");
    assertThat(plans.tasks(unknown(2)).holds()).containsExactly("INCOMPLETE 10.0.0.1:80");
    assertThat(plans.tasks(excluded(Cause.STOPPED, 8, 1)).lines()).containsExactly("-10.0.0.1:80");
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"UNHEALTHY", "NO_ADDRESS", "DISABLED", "HEALTH_PENDING"})
  void newerOwnerElsewhere_isProofWhateverTheOldTaskSays(Cause cause) {
    assertThat(Plans.item(entry(1)).tasks(excluded(cause, 8, 1)).claims(claim(9, 1, API)).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void newerOwnerElsewhere_isProofAgainstAnOlderUnknownTask() {
    assertThat(
            Plans.item(entry(1)).tasks(unknown(8)).lastSeen(8, 1).claims(claim(9, 1, API)).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void olderOwnerElsewhere_isNoProofAgainstANewerTask() {
    assertThat(
            Plans.item(entry(1)).tasks(unknown(9)).lastSeen(9, 1).claims(claim(8, 1, API)).holds())
        .containsExactly("INCOMPLETE 10.0.0.1:80");
    assertThat(
            Plans.item(entry(1))
                .tasks(excluded(Cause.HEALTH_PENDING, 9, 1))
                .claims(claim(8, 1, API))
                .lines())
        .isEmpty();
  }

  @Test
  void newerOwnerInThisBackendThatIsNotAmongTheTasks_isNotStruckByTheDead() {
    Plan plan =
        Plans.item(entry(1)).tasks(excluded(Cause.STOPPED, 8, 1)).claims(claim(9, 1, WEB)).plan();

    assertThat(Plans.lines(plan)).isEmpty();
    assertThat(Plans.holds(plan)).containsExactly("WAITING 10.0.0.1:80");
  }

  @Test
  void deadTasksOwnClaim_doesNotSaveItsServer() {
    assertThat(
            Plans.item(entry(1))
                .tasks(excluded(Cause.STOPPED, 8, 1))
                .claims(claim(8, 1, WEB))
                .lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void newerOfTwoUnknownTasks_speaksForTheAddress() {
    Plans plans = Plans.item(entry(1)).lastSeen(7, 1).lastSeen(9, 1).claims(claim(8, 1, API));

    assertThat(plans.tasks(unknown(7), unknown(9)).lines()).isEmpty();
    assertThat(plans.tasks(unknown(9), unknown(7)).lines()).isEmpty();
  }

  @Test
  void entryWithoutAnAddress_hasNobodyToSpeakForIt() {
    assertThat(Plans.item(entry("garbage", "no url", 0)).tasks(running(1)).holds())
        .containsExactly("WAITING garbage");
  }

  @Test
  void entryUnderAnotherKey_leavesWithTheTaskAtItsUrl() {
    assertThat(
            Plans.item(entry("server-a", Plans.url(1), 0))
                .tasks(excluded(Cause.STOPPED, 1))
                .lines())
        .containsExactly("-server-a");
  }
}
