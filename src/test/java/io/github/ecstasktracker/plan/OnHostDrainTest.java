package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.model.TaskState.Cause.UNHEALTHY;
import static io.github.ecstasktracker.plan.OnHostDrain.IGNORE;
import static io.github.ecstasktracker.plan.OnHostDrain.REMOVE_IF_OTHERS_REMAIN;
import static io.github.ecstasktracker.plan.OnHostDrain.WEIGHT;
import static io.github.ecstasktracker.plan.Plans.WEB;
import static io.github.ecstasktracker.plan.Plans.at;
import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.item;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers 1 to 9 stay, those from 10 on are on hosts that drain, in every test here. */
class OnHostDrainTest {
  private static final OptionalInt USUAL = OptionalInt.of(10);

  private static ObservedTask task(int number) {
    return number < 10
        ? running(number, USUAL)
        : Plans.observed(
            number, WEB, new TaskState.Resolved(new Server(at(number), "http", USUAL, true)));
  }

  private static StoredServer[] entries(int... numbers) {
    return IntStream.of(numbers).mapToObj(n -> entry(n, 10)).toArray(StoredServer[]::new);
  }

  private static Plan plan(OnHostDrain choice, StoredServer[] stored, ObservedTask... tasks) {
    Plans plans = item(stored).tasks(tasks);
    PlanInput input = plans.input();
    return Planner.plan(
        new PlanInput(
            choice.settle(input.desired()),
            input.actual(),
            input.evidence(),
            input.lastAddresses(),
            input.occupants(),
            input.statuses(),
            input.times(),
            input.rules()));
  }

  @Test
  void ignore_changesNothing() {
    assertThat(Plans.lines(plan(IGNORE, entries(1, 10), task(1), task(10)))).isEmpty();
  }

  @Test
  void weight_isZeroOnHostsThatDrain() {
    Plan plan = plan(WEIGHT, entries(1, 10), task(1), task(10), task(11));
    assertThat(Plans.lines(plan)).containsExactly("~10.0.0.10:80", "+10.0.0.11:80");
    assertThat(Plans.changes(plan))
        .extracting(Object::toString)
        .allSatisfy(change -> assertThat(change).contains("OptionalInt[0]"));
  }

  @Test
  void weight_comesBackWithTheHost() {
    StoredServer[] stored = {entry(1, 10), entry(2, 0)};
    assertThat(Plans.lines(plan(WEIGHT, stored, task(1), task(2)))).containsExactly("~10.0.0.2:80");
  }

  @Test
  void remove_takesThoseOnHostsThatDrain_andAddsNone() {
    assertThat(
            Plans.lines(plan(REMOVE_IF_OTHERS_REMAIN, entries(1, 10), task(1), task(10), task(11))))
        .containsExactly("-10.0.0.10:80");
  }

  @Test
  void remove_addsThoseAgainWhoseHostCameBack() {
    assertThat(Plans.lines(plan(REMOVE_IF_OTHERS_REMAIN, entries(1), task(1), task(2))))
        .containsExactly("+10.0.0.2:80");
  }

  @ParameterizedTest
  @EnumSource
  void nobodyElseInRotation_nothingChanges(OnHostDrain choice) {
    assertThat(Plans.lines(plan(choice, entries(10, 11), task(10), task(11)))).isEmpty();
    assertThat(Plans.lines(plan(choice, entries(1, 10), excluded(UNHEALTHY, 1), task(10))))
        .as("the other is not healthy")
        .containsExactly("-10.0.0.1:80");
    assertThat(Plans.lines(plan(choice, entries(1, 10), unknown(1), task(10))))
        .as("nothing is known of the other")
        .isEmpty();
  }

  @Test
  void remove_goesNoFurtherThanTheGuards() {
    int[] all = {1, 10, 11, 12, 13, 14, 15, 16};
    Plan plan =
        plan(
            REMOVE_IF_OTHERS_REMAIN,
            entries(all),
            IntStream.of(all).mapToObj(OnHostDrainTest::task).toArray(ObservedTask[]::new));
    assertThat(Plans.lines(plan)).as("half of eight").hasSize(4);
    assertThat(Plans.holds(plan)).hasSize(3).allMatch(hold -> hold.startsWith("BUDGET 10.0.0.1"));
  }

  @ParameterizedTest
  @EnumSource
  void random_aServerInRotationOnAStayingHost_isNeverTouched(OnHostDrain choice) {
    for (int seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<ObservedTask> tasks = new ArrayList<>();
      List<StoredServer> stored = new ArrayList<>();
      for (int number = 1; number < 20; number++) {
        if (random.nextInt(3) == 0) {
          tasks.add(task(number));
          stored.add(entry(number, 10));
        }
      }
      Plan plan =
          plan(choice, stored.toArray(StoredServer[]::new), tasks.toArray(ObservedTask[]::new));
      assertThat(Plans.lines(plan))
          .as("seed %d", seed)
          .allMatch(line -> line.matches("[-~]10\\.0\\.0\\.1[0-9]:80"));
      boolean others = stored.stream().anyMatch(server -> server.key().matches("10.0.0.[1-9]:80"));
      if (!others || choice == IGNORE) {
        assertThat(Plans.lines(plan)).as("seed %d", seed).isEmpty();
      }
    }
  }
}
