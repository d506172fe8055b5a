package io.github.ecstasktracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.Definition;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.Health;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final int TASKS = 10;

  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(11);
  private final ClusterScript demo = account.cluster("demo").hosts(4);
  private final ServiceScript web = demo.service("web").tasks(TASKS).bridge(80);

  @ParameterizedTest
  @CsvSource({"100,200", "50,100", "0,100", "90,150"})
  void roll_replacesEveryTask_withinItsPercents(int minimum, int maximum) {
    account.time().settle(PATIENCE);
    web.percents(minimum, maximum);
    account.time().settle(PATIENCE);
    Set<String> before = new HashSet<>(web.runningTasks());

    web.roll();
    long deadline = account.clock().nanos() + PATIENCE.toNanos();
    do {
      account.time().advance(Duration.ofMillis(100));
      assertThat(web.runningTasks().size()).isBetween(TASKS * minimum / 100, TASKS * maximum / 100);
    } while (!account.steady() && account.clock().nanos() < deadline);

    assertThat(account.steady()).isTrue();
    assertThat(web.runningTasks()).hasSize(TASKS).doesNotContainAnyElementsOf(before);
  }

  @Test
  void drainedHost_isEmptied_andTakesTasksAgainWhenActive() {
    account.time().settle(PATIENCE);
    demo.drain("i-0001");
    account.time().settle(PATIENCE);
    assertThat(account.expectedServers("demo", "web"))
        .hasSize(TASKS)
        .noneMatch(server -> server.startsWith("10.0.0.1:"));

    demo.activate("i-0001");
    web.tasks(2 * TASKS);
    account.time().settle(PATIENCE);
    assertThat(account.expectedServers("demo", "web"))
        .anyMatch(server -> server.startsWith("10.0.0.1:"));
  }

  @Test
  void crashedTasks_areReplaced() {
    account.time().settle(PATIENCE);
    Set<String> before = new HashSet<>(web.runningTasks());
    web.crash(3);
    account.time().settle(PATIENCE);
    assertThat(web.runningTasks()).hasSize(TASKS);
    before.removeAll(web.runningTasks());
    assertThat(before).hasSize(3);
  }

  @Test
  void replacementThatFailsToo_isReplaced() {
    web.runs(Definition.bridge(80).healthCheck()).tasks(1);
    account.time().settle(PATIENCE);
    web.health(1, Health.UNHEALTHY);
    long deadline = account.clock().nanos() + PATIENCE.toNanos();
    while (web.runningTasks().size() < 2 && account.clock().nanos() < deadline) {
      account.time().advance(Duration.ofMillis(100));
    }
    assertThat(web.runningTasks()).hasSize(2);

    web.health(2, Health.UNHEALTHY);
    account.time().settle(PATIENCE);

    assertThat(account.expectedServers("demo", "web")).hasSize(1);
  }

  @Test
  void taskWithoutRoom_waitsUntilAHostJoins() {
    ServiceScript big = demo.service("big").tasks(5).runs(Definition.host(9000));
    account.time().advance(PATIENCE);
    assertThat(big.runningTasks()).hasSize(4);
    demo.host("i-0009", "10.0.0.9");
    account.time().settle(PATIENCE);
    assertThat(account.expectedServers("demo", "big")).contains("10.0.0.9:9000").hasSize(5);
  }
}
