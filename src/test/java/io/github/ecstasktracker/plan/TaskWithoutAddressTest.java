package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.DEMO_WEB;
import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.homeless;
import static io.github.ecstasktracker.plan.Plans.item;
import static io.github.ecstasktracker.plan.Plans.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ChangeCause.Absent.Proof;
import io.github.ecstasktracker.model.Hold.Guard;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A task that runs at an address that nobody knows may answer wherever no task is known: there
 * absence, though listed twice and counted, is a reason and no proof (design 3.7). That happens at
 * the first start on a table that people filled, where a label or a port in the task definition was
 * meant for another reader.
 */
class TaskWithoutAddressTest {
  /** Servers of these numbers, all absent from two lists. */
  private static Plans absent(int from, int to) {
    return absent(servers(from, to));
  }

  private static Plans absent(Collection<StoredServer> servers) {
    return item(servers.toArray(StoredServer[]::new)).evidence(evidence(servers)).second(60);
  }

  private static Evidence evidence(Collection<StoredServer> servers) {
    return new Evidence(
        servers.stream().collect(Collectors.toMap(Function.identity(), _ -> Plans.nanos(0))));
  }

  private static List<StoredServer> servers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Plans::entry).toList();
  }

  private static List<ObservedTask> withoutAddress(int tasks) {
    return IntStream.rangeClosed(101, 100 + tasks)
        .mapToObj(number -> homeless(Cause.NO_ADDRESS, number))
        .toList();
  }

  private static List<ObservedTask> and(List<ObservedTask> tasks, ObservedTask... more) {
    return Stream.concat(tasks.stream(), Stream.of(more)).toList();
  }

  @Test
  void allServersOfSuchTasks_leaveAsFarAsTheGuardsLetThem() {
    Plan plan = absent(1, 10).tasks(withoutAddress(10)).counted(10).plan();

    assertThat(Plans.changes(plan))
        .hasSize(5)
        .allSatisfy(
            change -> assertThat(change.cause()).isEqualTo(new ChangeCause.Absent(Proof.NONE)));
    assertThat(Plans.guards(plan)).hasSize(5).containsOnly(Guard.BUDGET);
    assertThat(plan.needsListing()).isFalse();
  }

  @Test
  void lastServer_isHeldWithItsReason() {
    Plan plan = absent(1, 1).tasks(withoutAddress(1)).counted(1).plan();

    assertThat(Plans.lines(plan)).isEmpty();
    assertThat(Plans.holds(plan)).containsExactly("LAST 10.0.0.1:80");
    assertThat(plan.holds().getFirst().cause())
        .isEqualTo(new HoldCause.Wanted(new ChangeCause.Absent(Proof.NONE)));
    assertThat(plan.holds().getFirst().reason())
        .isEqualTo(
            "would remove the last server: no task was at this address in two complete lists, one"
                + " resync apart, and a task runs whose address is not known");
  }

  @Test
  void lastServerThatIsInTheTableTwice_isHeldTwice() {
    StoredServer twin = entry("twin", Plans.url(1), 0);

    assertThat(absent(List.of(entry(1), twin)).tasks(withoutAddress(1)).counted(1).holds())
        .containsExactly("LAST 10.0.0.1:80", "LAST twin");
  }

  @Test
  void whatTheGuardsHold_isFoundAgainWithoutAnotherResync() {
    Plan held = absent(1, 1).tasks(withoutAddress(1)).counted(1).plan();
    Plan live = item(entry(1)).tasks(withoutAddress(1)).after(held).live(70).plan();

    assertThat(held.evidence()).isEqualTo(evidence(servers(1, 1)));
    assertThat(Plans.holds(live)).containsExactly("UNPROVEN 10.0.0.1:80");
    assertThat(live.needsListing()).isTrue();
    assertThat(item(entry(1)).after(live).second(80).counted(0).lines())
        .as("no such task runs any more")
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void nextPlans_takeNoMoreThanTheFirst() {
    Plans plans = absent(1, 10).tasks(withoutAddress(10)).counted(10);
    PlanInput before = plans.input();
    Plan plan = Planner.plan(before);
    for (int resync = 2; resync < 6; resync++) {
      plans.holding(Plans.result(before, plan)).after(plan).second(60 * resync);
      before = plans.input();
      plan = Planner.plan(before);

      assertThat(Plans.lines(plan)).isEmpty();
      assertThat(Plans.holds(plan))
          .containsExactly(
              "BUDGET 10.0.0.5:80",
              "BUDGET 10.0.0.6:80",
              "BUDGET 10.0.0.7:80",
              "BUDGET 10.0.0.8:80",
              "BUDGET 10.0.0.9:80");
    }
  }

  @ParameterizedTest(name = "{0} absent, {1} tasks without address, {2} that serve: {3} leave")
  @CsvSource({
    "1, 1, 0, 0",
    "2, 2, 0, 1",
    "4, 4, 0, 3",
    "8, 8, 0, 4",
    "10, 1, 0, 9",
    "10, 1, 1, 10",
    "3, 10, 0, 0",
    "5, 10, 0, 0",
    "6, 10, 0, 1",
    "8, 8, 8, 8",
    "8, 8, 4, 6",
    "10, 4, 0, 9",
    "20, 10, 0, 15",
    "3, 3, 1, 3"
  })
  void budget_isOfServersAndOfTasksWithoutAddress(int absent, int tasks, int serve, int leaving) {
    List<ObservedTask> all = new ArrayList<>(withoutAddress(tasks));
    IntStream.rangeClosed(51, 50 + serve).mapToObj(Plans::running).forEach(all::add);
    Plan plan = absent(1, absent).tasks(all).counted(tasks + serve).plan();

    assertThat(Plans.lines(plan).stream().filter(line -> line.startsWith("-"))).hasSize(leaving);
    assertThat(plan.holds()).hasSize(absent - leaving);
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"UNHEALTHY", "HEALTH_PENDING", "NO_ADDRESS", "DISABLED", "DRAINING"})
  void taskThatRunsOutOfRotation_makesAbsenceAReason(Cause cause) {
    assertThat(absent(1, 1).tasks(homeless(cause, 9)).counted(1).holds())
        .containsExactly("LAST 10.0.0.1:80");
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"STOPPED", "STOPPING", "MISSING", "STARTING"})
  void taskThatIsGoneOrHasNotCome_leavesAbsenceAProof(Cause cause) {
    ObservedTask task = homeless(cause, 9);

    assertThat(absent(1, 1).tasks(task).counted(task.task().running() ? 1 : 0).changes())
        .containsExactly(new ServerChange.Remove(entry(1), new ChangeCause.Absent(Proof.COUNTED)));
  }

  @Test
  void taskWhoseAddressIsKnown_leavesAbsenceAProof() {
    Plans described = absent(1, 1).tasks(excluded(Cause.NO_ADDRESS, 9)).counted(1);
    Plans remembered = absent(1, 1).tasks(homeless(Cause.NO_ADDRESS, 9)).lastSeen(9, 5).counted(1);

    assertThat(described.lines()).containsExactly("-10.0.0.1:80");
    assertThat(remembered.lines()).containsExactly("-10.0.0.1:80");
  }

  @Test
  void taskWhoseLastAddressIsTheServers_isWhatSpeaksForIt() {
    assertThat(
            absent(1, 2)
                .tasks(homeless(Cause.NO_ADDRESS, 9), running(2))
                .lastSeen(9, 1)
                .counted(2)
                .changes())
        .containsExactly(
            new ServerChange.Remove(
                entry(1),
                new ChangeCause.TaskNotServing(Plans.arn(9), Cause.NO_ADDRESS, "is NO_ADDRESS")));
  }

  @Test
  void inactiveService_needsNoCountAndIsGuardedAllTheSame() {
    assertThat(
            absent(1, 1)
                .tasks(withoutAddress(1))
                .status(DEMO_WEB, new ServiceStatus.Inactive())
                .holds())
        .containsExactly("LAST 10.0.0.1:80");
  }

  @Test
  void countThatDiffers_isTold() {
    Plan plan = absent(1, 1).tasks(withoutAddress(1)).counted(2).plan();

    assertThat(Plans.holds(plan)).containsExactly("UNPROVEN 10.0.0.1:80");
    assertThat(plan.holds().getFirst().cause()).isEqualTo(new HoldCause.Miscounted(DEMO_WEB, 2, 1));
  }

  @Test
  void operatorsForce_liftsTheGuards() {
    Plan plan = absent(1, 10).tasks(withoutAddress(10)).forced().plan();

    assertThat(Plans.changes(plan))
        .hasSize(10)
        .allSatisfy(
            change -> assertThat(change.cause()).isEqualTo(new ChangeCause.Absent(Proof.FORCED)));
  }

  @Test
  void stoppedTask_isProofBesideSuchATask() {
    assertThat(absent(1, 1).tasks(and(withoutAddress(1), excluded(Cause.STOPPED, 8, 1))).lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void absentServer_isNotTheOneLeftForTheSakeOfAnUnhealthyOne() {
    assertThat(
            absent(2, 2)
                .holding(Plans.present(servers(1, 2)).servers())
                .tasks(and(withoutAddress(1), excluded(Cause.UNHEALTHY, 1)))
                .counted(2)
                .plan())
        .satisfies(plan -> assertThat(Plans.lines(plan)).containsExactly("-10.0.0.2:80"))
        .satisfies(plan -> assertThat(Plans.holds(plan)).containsExactly("LAST 10.0.0.1:80"));
  }

  @Test
  void unhealthyServers_leaveAsIfThereWereNoSuchTasks() {
    assertThat(
            item(entry(1), entry(2), entry(3), entry(4))
                .tasks(
                    Stream.concat(
                            withoutAddress(20).stream(),
                            Stream.of(
                                excluded(Cause.UNHEALTHY, 1),
                                excluded(Cause.UNHEALTHY, 2),
                                running(3),
                                running(4)))
                        .toList())
                .lines())
        .containsExactly("-10.0.0.1:80", "-10.0.0.2:80");
  }

  @Test
  void unhealthyServersThatLeave_useUpTheBudgetOfTheAbsentOnes() {
    // Of six tasks three may be out: two are unhealthy, so one more.
    Plan plan =
        absent(4, 6)
            .holding(Plans.present(servers(1, 6)).servers())
            .tasks(
                and(
                    withoutAddress(3),
                    excluded(Cause.UNHEALTHY, 1),
                    excluded(Cause.UNHEALTHY, 2),
                    running(3)))
            .counted(6)
            .plan();

    assertThat(Plans.lines(plan)).containsExactly("-10.0.0.1:80", "-10.0.0.2:80", "-10.0.0.4:80");
    assertThat(Plans.holds(plan)).containsExactly("BUDGET 10.0.0.5:80", "BUDGET 10.0.0.6:80");
  }

  @Test
  void unhealthyTasksThatAreOutAlready_useUpTheBudgetOfTheAbsentOnes() {
    Plan plan =
        absent(4, 6)
            .holding(Plans.present(servers(3, 6)).servers())
            .tasks(
                and(
                    withoutAddress(3),
                    excluded(Cause.UNHEALTHY, 1),
                    excluded(Cause.UNHEALTHY, 2),
                    running(3)))
            .counted(6)
            .plan();

    assertThat(Plans.lines(plan)).containsExactly("-10.0.0.4:80");
    assertThat(Plans.holds(plan)).containsExactly("BUDGET 10.0.0.5:80", "BUDGET 10.0.0.6:80");
  }
}
