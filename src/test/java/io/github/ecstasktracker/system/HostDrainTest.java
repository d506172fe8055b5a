package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.plan.OnHostDrain;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A container instance is set to DRAINING, and ECS may not replace its tasks yet. */
class HostDrainTest {
  private static final String HOST = "10.0.0.1:";

  /** As ECS tells of it, of what counts here (ECS developer guide, container instance events). */
  private static final String DRAINING =
      """
      {"version": "0", "id": "1", "detail-type": "ECS Container Instance State Change",
       "source": "aws.ecs", "account": "111122223333", "region": "eu-west-1",
       "detail": {"clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/demo",
                  "status": "DRAINING", "version": 2}}
      """;

  private final SimulatedSystem system = new SimulatedSystem(4);

  private void start(OnHostDrain choice) {
    system.onHostDrain(choice);
    system.cluster().hosts(2);
    // All of them are needed and none more may run: ECS leaves them where they are.
    system.service("web").tasks(4).bridge(80).percents(100, 100);
    system.settle();
    system.start();
    system.heals(Life.RESYNC, 1);
    assertThat(system.servers("web")).hasSize(4).anyMatch(server -> server.startsWith(HOST));
  }

  @Test
  void itsServersLeaveAtItsEvent_andComeBackWithIt() {
    start(OnHostDrain.REMOVE_IF_OTHERS_REMAIN);
    system.cluster().drain("i-0001");
    system.watch().hostDrains("web");
    system.deliver(DRAINING);
    system.pass(Duration.ofSeconds(10));
    assertThat(system.truth("web")).as("its tasks run").anyMatch(one -> one.startsWith(HOST));
    assertThat(system.servers("web")).isNotEmpty().noneMatch(one -> one.startsWith(HOST));

    system.cluster().activate("i-0001");
    system.pass(Life.RESYNC.multipliedBy(2));
    assertThat(system.servers("web")).isEqualTo(system.truth("web")).hasSize(4);
  }

  @Test
  void everyHostDrains_itsServersStay() {
    start(OnHostDrain.REMOVE_IF_OTHERS_REMAIN);
    TreeSet<String> before = new TreeSet<>(system.servers("web"));
    system.cluster().drain("i-0001");
    system.cluster().drain("i-0002");
    system.pass(Life.RESYNC.multipliedBy(2));
    assertThat(system.servers("web")).isEqualTo(before);
  }

  @Test
  void byDefault_nothingChanges() {
    start(OnHostDrain.IGNORE);
    long writes = system.table.writes();
    system.cluster().drain("i-0001");
    system.pass(Life.RESYNC.multipliedBy(2));
    assertThat(system.table.writes()).isEqualTo(writes);
  }
}
