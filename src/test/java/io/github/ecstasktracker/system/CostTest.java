package io.github.ecstasktracker.system;

import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_CONTAINER_INSTANCES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_INSTANCES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASKS;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASK_DEFINITION;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_TASKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.simulation.bus.BusFaults;
import io.github.ecstasktracker.simulation.faults.Counters;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looking costs, as AWS would count it. */
class CostTest {
  private final SimulatedSystem system = new SimulatedSystem(1);
  private final Counters calls = system.account.counters();

  @ParameterizedTest
  @ValueSource(ints = {100, 250})
  void tenThousandTasks_costTwoCallsAHundredAPass_andNoWriteWhereNothingDiffers(int hosts) {
    int services = 1_000;
    int tasksEach = 10;
    int pages = services * tasksEach / 100;
    int tablePages = 1;
    system.account.events().faults(BusFaults.NONE.withDrop(1));
    system.cluster().hosts(hosts);
    for (int i = 0; i < services; i++) {
      system.service("s" + i).tasks(tasksEach).bridge(80);
    }
    system.account.time().settle(Duration.ofHours(1));

    assertThat(system.onePass()).isEmpty();
    assertThat(system.differences()).isEmpty();
    assertThat(system.table.writes()).as("one a backend").isEqualTo(services);
    assertThat(calls.calls(LIST_TASKS)).isEqualTo(pages);
    assertThat(calls.calls(DESCRIBE_TASKS)).isEqualTo(pages);
    int hostCalls = Math.ceilDiv(hosts, 100);
    assertThat(calls.calls(DESCRIBE_CONTAINER_INSTANCES)).isEqualTo(hostCalls);
    assertThat(calls.calls(DESCRIBE_INSTANCES)).isEqualTo(hostCalls);
    assertThat(calls.calls(DESCRIBE_TASK_DEFINITION)).as("one a revision").isEqualTo(services);
    assertThat(calls.calls()).isEqualTo(2 * pages + 2 * hostCalls + services);
    assertThat(system.table.scannedPages()).isLessThanOrEqualTo(tablePages);
    assertThat(system.table.reads()).as("a scan shows what is not there").isZero();

    calls.reset();
    system.table.resetCounts();
    system.onePass();
    assertThat(calls.calls()).isEqualTo(2 * pages);
    assertThat(system.table.scannedPages() + system.table.reads()).isEqualTo(tablePages);
    assertThat(system.table.writes()).isZero();
  }

  @Test
  void aHundredHoursWithNothingChanging_writeNothing_andCostAsTheArithmeticSays() {
    long hours = 100;
    long passes = hours * 60;
    system.cluster().hosts(2);
    system.service("web").tasks(3).bridge(80);
    system.service("api").tasks(2).fargate(80);
    system.settle();
    system.start();
    system.heals(Life.RESYNC, 2);
    // What is remembered of hosts is asked for again once an hour.
    system.rest(Duration.ofHours(1));

    calls.reset();
    system.table.resetCounts();
    system.rest(Duration.ofHours(hours));
    assertThat(system.table.writes()).isZero();
    assertThat(calls.calls(LIST_TASKS)).isEqualTo(passes);
    assertThat(calls.calls(DESCRIBE_TASKS)).isEqualTo(passes);
    assertThat(system.table.scannedPages()).isEqualTo(passes);
    assertThat(system.table.reads()).isZero();
    assertThat(calls.calls(DESCRIBE_CONTAINER_INSTANCES)).isBetween(hours - 2, hours);
    assertThat(calls.calls(DESCRIBE_INSTANCES)).isBetween(hours - 2, hours);
    assertThat(calls.calls() - 2 * passes - 2 * hours).as("other calls").isNotPositive();
  }
}
