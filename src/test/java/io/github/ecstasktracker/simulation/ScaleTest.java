package io.github.ecstasktracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.simulation.client.CallHook;
import io.github.ecstasktracker.simulation.client.InProcessClients;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;

class ScaleTest {
  @Test
  void tenThousandTasks_areReadInTwoHundredCalls() {
    SimulatedAccount account = SimulatedAccount.inVirtualTime(1);
    account.buckets().unlimited();
    ClusterScript cluster = account.cluster("big").hosts(100);
    for (int i = 0; i < 1000; i++) {
      cluster.service("s" + i).tasks(10).bridge(80);
    }
    account.time().settle(Duration.ofHours(1));

    EcsClient ecs = new InProcessClients(account.api(), CallHook.NONE).ecs();
    int described = 0;
    for (ListTasksResponse page : ecs.listTasksPaginator(r -> r.cluster("big"))) {
      described += ecs.describeTasks(r -> r.cluster("big").tasks(page.taskArns())).tasks().size();
    }
    assertThat(described).isEqualTo(10_000);
    assertThat(account.counters().calls()).isEqualTo(200);
    assertThat(account.counters().calls(Operation.LIST_TASKS)).isEqualTo(100);
  }
}
