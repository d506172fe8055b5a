package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.API;
import static io.github.ecstasktracker.plan.Plans.claim;
import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.homeless;
import static io.github.ecstasktracker.plan.Plans.item;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.unknown;
import static io.github.ecstasktracker.plan.Plans.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Hold.Guard;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unproven removals: at most {@code max(3, --max-removal)}, never the last (design 3.7). */
class GuardsTest {
  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"UNHEALTHY", "NO_ADDRESS", "DISABLED"})
  void taskThatRunsAndShouldNotServe_losesItsServer(Cause cause) {
    assertThat(item(entry(1), entry(2)).tasks(excluded(cause, 1), running(2)).changes())
        .containsExactly(
            new ServerChange.Remove(
                entry(1), new ChangeCause.TaskNotServing(Plans.arn(1), cause, "is " + cause)));
  }

  @Test
  void taskThatTellsNoAddress_losesTheServerAtItsLastOne() {
    assertThat(
            item(entry(1), entry(2))
                .tasks(homeless(Cause.NO_ADDRESS, 9), running(2))
                .lastSeen(9, 1)
                .lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void lastServer_isHeldWithItsReason() {
    Plan plan = item(entry(1)).tasks(excluded(Cause.UNHEALTHY, 1)).plan();

    assertThat(Plans.lines(plan)).isEmpty();
    assertThat(Plans.holds(plan)).containsExactly("LAST 10.0.0.1:80");
    assertThat(plan.holds().getFirst().reason())
        .isEqualTo("would remove the last server: task 0001 fails its health check (is UNHEALTHY)");
  }

  @Test
  void allUnhealthyAtOnce_keepsAllButTheBudget() {
    Plan plan = unhealthy(10, 0).plan();

    assertThat(Plans.lines(plan)).hasSize(5);
    assertThat(Plans.guards(plan)).hasSize(5).containsOnly(Guard.BUDGET);
    assertThat(plan.holds().getFirst().reason())
        .isEqualTo(
            "more removals than --max-removal allows: task 0005 fails its health check (is"
                + " UNHEALTHY)");
  }

  @ParameterizedTest(name = "{0} servers at {1} %: {2}")
  @CsvSource({
    "0, 50, 3",
    "1, 0, 3",
    "6, 50, 3",
    "7, 50, 3",
    "8, 50, 4",
    "9, 50, 4",
    "10, 0, 3",
    "10, 30, 3",
    "10, 40, 4",
    "10, 100, 10",
    "1000, 50, 500",
    "199, 1, 3",
    "400, 1, 4"
  })
  void budget_isTheShareRoundedDownAndAtLeastThree(int servers, int percent, int budget) {
    assertThat(new PlanRules(Policy.SYNC, percent, Plans.SPACING, false).removalBudget(servers))
        .isEqualTo(budget);
  }

  @ParameterizedTest(name = "{0} unhealthy of {1} at {2} %: {3} leave")
  @CsvSource({
    "1, 1, 50, 0",
    "2, 2, 50, 1",
    "3, 3, 50, 2",
    "4, 4, 50, 3",
    "3, 4, 50, 3",
    "5, 5, 0, 3",
    "8, 8, 50, 4",
    "9, 9, 50, 4",
    "10, 10, 100, 9",
    "2, 40, 0, 2"
  })
  void removalsOfOnePlan(int sick, int all, int percent, int leaving) {
    assertThat(unhealthy(sick, all - sick).maxRemoval(percent).lines()).hasSize(leaving);
  }

  @Test
  void thoseAlreadyOut_countAgainstTheBudget() {
    // Ten tasks: five may be out. Four are, so one more may leave.
    Plans plans =
        item(servers(5, 10))
            .tasks(
                Stream.concat(sick(1, 8), IntStream.rangeClosed(9, 10).mapToObj(Plans::running))
                    .toList());

    assertThat(plans.lines()).containsExactly("-10.0.0.5:80");
    assertThat(plans.holds())
        .containsExactly("BUDGET 10.0.0.6:80", "BUDGET 10.0.0.7:80", "BUDGET 10.0.0.8:80");
  }

  @Test
  void moreOutThanTheBudget_letsNoneGo() {
    assertThat(
            item(servers(9, 10))
                .tasks(Stream.concat(sick(1, 9), Stream.of(running(10))).toList())
                .lines())
        .isEmpty();
  }

  @Test
  void tasksThatStoppedOrStartOrWaitForHealth_doNotCountAsOut() {
    assertThat(
            item(servers(1, 4))
                .tasks(
                    excluded(Cause.UNHEALTHY, 1),
                    excluded(Cause.UNHEALTHY, 2),
                    excluded(Cause.UNHEALTHY, 3),
                    running(4),
                    excluded(Cause.STOPPED, 5),
                    excluded(Cause.STARTING, 6),
                    excluded(Cause.HEALTH_PENDING, 7),
                    excluded(Cause.SUPERSEDED, 8))
                .lines())
        .hasSize(3);
  }

  @Test
  void staleUnhealthyTaskAtALivingServersAddress_doesNotCountAsOut() {
    List<ObservedTask> tasks = new ArrayList<>(sick(1, 3).toList());
    tasks.add(running(9, 4));
    tasks.add(excluded(Cause.UNHEALTHY, 8, 4));

    assertThat(item(servers(1, 4)).tasks(tasks).lines()).hasSize(3);
  }

  @Test
  void serverAddedByTheSamePatch_countsAsOneLeft() {
    assertThat(item(entry(1)).tasks(excluded(Cause.UNHEALTHY, 1), running(2)).lines())
        .containsExactly("-10.0.0.1:80", "+10.0.0.2:80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pending", "unknown"})
  void serverWhoseTaskMayServe_countsAsOneLeft(String second) {
    ObservedTask other = second.equals("pending") ? excluded(Cause.HEALTH_PENDING, 2) : unknown(2);

    assertThat(
            item(entry(1), entry(2))
                .tasks(excluded(Cause.UNHEALTHY, 1), other)
                .lastSeen(2, 2)
                .lines())
        .containsExactly("-10.0.0.1:80");
  }

  @Test
  void serverThatNoTaskStandsBehind_isNotOneLeft() {
    assertThat(item(entry(1), entry(2)).tasks(excluded(Cause.UNHEALTHY, 1)).holds())
        .containsExactly("LAST 10.0.0.1:80", "WAITING 10.0.0.2:80");
    assertThat(item(entry(1), entry(2)).tasks(excluded(Cause.UNHEALTHY, 1), unknown(3)).holds())
        .containsExactly("LAST 10.0.0.1:80", "INCOMPLETE 10.0.0.2:80");
  }

  @Test
  void serverThatIsProvenGone_isNotOneLeft() {
    Plan plan =
        item(entry(1), entry(2))
            .tasks(excluded(Cause.UNHEALTHY, 1), excluded(Cause.STOPPED, 2))
            .plan();

    assertThat(Plans.lines(plan)).containsExactly("-10.0.0.2:80");
    assertThat(Plans.holds(plan)).containsExactly("LAST 10.0.0.1:80");
  }

  @Test
  void addressThatBelongsElsewhere_isNotOneLeft() {
    assertThat(
            item(entry(1), entry(2))
                .tasks(excluded(Cause.UNHEALTHY, 1), excluded(Cause.HEALTH_PENDING, 2))
                .claims(claim(9, 2, API))
                .holds())
        .containsExactly("LAST 10.0.0.1:80");
  }

  @Test
  void twoEntriesOfOneAddress_areOneServer() {
    StoredServer twin = entry("twin", url(1), 0);

    assertThat(item(entry(1), twin).tasks(excluded(Cause.UNHEALTHY, 1)).holds())
        .containsExactly("LAST 10.0.0.1:80", "LAST twin");
    assertThat(
            item(entry(1), twin, entry(2), entry(3), entry(4))
                .tasks(Stream.concat(sick(1, 3), Stream.of(running(4))).toList())
                .lines())
        .containsExactly("-10.0.0.1:80", "-10.0.0.2:80", "-10.0.0.3:80", "-twin");
  }

  @Test
  void additionsChangesAndProvenRemovals_doNotWaitForWhatIsHeld() {
    List<ObservedTask> tasks = new ArrayList<>(sick(1, 8).toList());
    tasks.add(excluded(Cause.STOPPED, 9));
    tasks.add(running(10));
    tasks.add(running(11, OptionalInt.of(4)));

    assertThat(
            item(Stream.concat(Stream.of(servers(1, 9)), Stream.of(entry(11)))
                    .toArray(StoredServer[]::new))
                .maxRemoval(0)
                .tasks(tasks)
                .lines())
        .contains("+10.0.0.10:80", "~10.0.0.11:80", "-10.0.0.9:80")
        .hasSize(6);
  }

  @Test
  void operatorsForce_liftsBudgetAndLast() {
    assertThat(unhealthy(10, 0).forced().lines()).hasSize(10);
    assertThat(unhealthy(10, 0).forced().holds()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 101})
  void shareOutsideAHundred_isRefused(int percent) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PlanRules(Policy.SYNC, percent, Plans.SPACING, false))
        .withMessageContaining("a share in percent: " + percent);
  }

  @Test
  void spacingOfNothing_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PlanRules(Policy.SYNC, 50, Duration.ZERO, false))
        .withMessageContaining("one list proves no absence");
  }

  @Test
  void forced_changesNothingElse() {
    PlanRules rules = new PlanRules(Policy.UPSERT_ONLY, 20, Duration.ofSeconds(5), false);

    assertThat(rules.forced())
        .isEqualTo(new PlanRules(Policy.UPSERT_ONLY, 20, Duration.ofSeconds(5), true));
  }

  /** So many unhealthy tasks, then so many healthy ones, all in the item. */
  private static Plans unhealthy(int sick, int well) {
    return item(servers(1, sick + well))
        .tasks(
            Stream.concat(
                    sick(1, sick),
                    IntStream.rangeClosed(sick + 1, sick + well).mapToObj(Plans::running))
                .toList());
  }

  private static Stream<ObservedTask> sick(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(n -> excluded(Cause.UNHEALTHY, n));
  }

  private static StoredServer[] servers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Plans::entry).toArray(StoredServer[]::new);
  }
}
