package io.github.ecstasktracker.system;

import static io.github.ecstasktracker.simulation.faults.FaultKind.SERVER_ERROR;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASKS;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASK_DEFINITION;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.simulation.scenario.Definition;
import io.github.ecstasktracker.simulation.world.Health;
import java.time.Duration;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong with Traefik's own ECS provider (pkg/provider/ecs of v3.7.9), as its users see
 * it. That each of these fails with the defect planted is shown by {@code PlantedDefectsIT}.
 */
class TraefikDefectsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final SimulatedSystem system = new SimulatedSystem(1);

  @Test
  void aPageOfTasksThatCannotBeDescribed_takesNoServerOut_andIsTold() {
    startInSync(Definition.bridge(80), 3);
    SortedSet<String> servers = system.servers("web");
    system.account.faults().rate(DESCRIBE_TASKS, SERVER_ERROR, 1);
    system.start();
    system.pass(Life.RESYNC.multipliedBy(5));
    assertThat(system.servers("web")).isEqualTo(servers);
    assertThat(system.view("web")).isNull();
    assertThat(system.controller().readiness()).anyMatch(check -> !check.ok());
  }

  @Test
  void aRevisionIsReadOnce_howeverManyTasksItHas() {
    system.kill();
    startInSync(Definition.bridge(80), 20);
    system.service("web").roll();
    system.settle();
    system.heals(SOON, 1);
    assertThat(system.account.counters().calls(DESCRIBE_TASK_DEFINITION)).isEqualTo(2);
  }

  @Test
  void anUnhealthyTaskInBridgeMode_isTakenOut_andOneNotYetHealthyIsNotPutIn() {
    startInSync(Definition.bridge(80).healthCheck(), 3);
    system.service("web").keepsUnhealthy();
    system.watch().healthTurns("web");
    system.service("web").health(1, Health.UNHEALTHY);
    system.passUntil(system::inSync, Life.HEALTH.plusSeconds(2), "true to ECS");
    assertThat(system.servers("web")).hasSize(2);

    system.service("web").tasks(4);
    for (int second = 0; second < 60; second++) {
      system.pass(Duration.ofSeconds(1));
      assertThat(system.truth("web")).containsAll(system.servers("web"));
    }
    assertThat(system.servers("web")).hasSize(3);
  }

  @Test
  void aTaskInBridgeModeThatEcsStops_isOutBeforeItHasStopped() {
    startInSync(Definition.bridge(80), 3);
    system.service("web").tasks(1);
    system.passUntil(() -> system.truth("web").size() == 1, SOON, "stopping");
    system.passUntil(system::inSync, Duration.ofSeconds(2), "true to ECS");
    assertThat(system.account.steady()).as("all has stopped").isFalse();
  }

  private void startInSync(Definition definition, int tasks) {
    system.cluster().hosts(3);
    system.service("web").tasks(tasks).runs(definition);
    system.settle();
    system.start();
    system.heals(Life.RESYNC, 1);
  }
}
