package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.urls;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a pass costs, counted on the wire and at the gate. */
class CallCountTest {
  private final FakeCluster cluster = new FakeCluster();

  private void services(int services, int tasksEach, int hosts) {
    for (int host = 0; host < hosts; host++) {
      cluster.host(host);
    }
    int n = 0;
    for (int s = 0; s < services; s++) {
      cluster.definition("svc" + s + ":1");
      for (int t = 0; t < tasksEach; t++) {
        cluster.task("t" + n, "svc" + s, "svc" + s + ":1", n++ % hosts);
      }
    }
  }

  @Test
  void fullPass_costsTwoCallsAHundredTasks_hostsAndRevisionsOnTheFirstOnly() {
    services(30, 50, 250);
    EcsHandler handler = cluster.handler();

    assertThat(urls(Looks.everything(handler, Urgency.BACKGROUND))).hasSize(1_500);
    int pages = 15;
    int containerInstances = 3;
    // The hosts of a page's tasks are looked up with it.
    int ec2Batches = 3;
    int revisions = 30;
    assertThat(cluster.aws.count())
        .isEqualTo(2 * pages + containerInstances + ec2Batches + revisions);

    cluster.aws.forgetCalls();
    assertThat(urls(Looks.everything(handler, Urgency.BACKGROUND))).hasSize(1_500);
    assertThat(cluster.aws.count()).isEqualTo(2 * pages);
  }

  @Test
  void definitions_areCachedByTheirOwnArn_soThatANewTaskCostsNoCall() {
    services(1, 50, 1);
    EcsHandler handler = cluster.handler();
    Looks.everything(handler);
    cluster.task("new", "svc0", "svc0:1", 0);

    assertThat(urls(Looks.everything(handler))).hasSize(51);
    assertThat(cluster.aws.count("DescribeTaskDefinition")).isOne();
  }

  @Test
  void tasksOfNoService_costNoDefinitionAndNoHost() {
    services(1, 1, 1);
    cluster.change("t0", task -> task.put("group", "family:svc0"));

    Looks.everything(cluster.handler());

    assertThat(cluster.aws.count()).isEqualTo(2);
  }

  /** Counts what is asked of each budget. */
  private static final class CountingGate implements CallGate {
    private final Map<AwsApi, List<Urgency>> asked = new EnumMap<>(AwsApi.class);

    @Override
    public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
      asked.computeIfAbsent(api, a -> new ArrayList<>()).add(urgency);
      return call.get();
    }
  }

  @Test
  void everyCall_goesThroughTheGate_withItsBudgetAndUrgency() {
    services(2, 1, 1);
    cluster.machine(9, "mi-9", "172.16.0.9");
    cluster.task("far", "svc0", "svc0:1", 9);
    cluster.aws.on("DescribeServices", request -> Answer.ok("{}"));
    CountingGate gate = new CountingGate();
    EcsHandler handler = cluster.handler(gate, Runnable::run, EcsOptions.NONE);

    Looks.everything(handler);
    handler.statusOf(List.of(new ServiceKey("prod", "svc0")), Urgency.LIVE);

    assertThat(gate.asked.values()).allSatisfy(all -> assertThat(all).containsOnly(Urgency.LIVE));
    assertThat(gate.asked.get(AwsApi.ECS_CLUSTER_RESOURCE_READ)).hasSize(3);
    assertThat(gate.asked.get(AwsApi.ECS_TASK_DEFINITION_READ)).hasSize(2);
    assertThat(gate.asked.get(AwsApi.EC2_READ)).hasSize(1);
    assertThat(gate.asked.get(AwsApi.SSM_READ)).hasSize(1);
    assertThat(gate.asked.get(AwsApi.ECS_SERVICE_READ)).hasSize(1);
    assertThat(gate.asked.values().stream().mapToInt(List::size).sum())
        .isEqualTo(cluster.aws.count());
  }

  @Test
  void gateThatRefuses_isAFailedCall_andNothingIsChosen() {
    CallGate shut =
        new CallGate() {
          @Override
          public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
            return new Result.Failed<>(api + " is resting", true);
          }
        };

    EcsHandler handler = cluster.handler(shut, Runnable::run, EcsOptions.NONE);
    AtomicBoolean chosen = new AtomicBoolean();
    Supplier<List<String>> choice =
        () -> {
          chosen.set(true);
          return List.of(FakeCluster.taskArn("a"));
        };

    assertThat(handler.list("prod", null, null, Urgency.LIVE))
        .isEqualTo(
            new TaskList.Failed(
                "list of cluster prod: ECS_CLUSTER_RESOURCE_READ is resting", true));
    assertThat(handler.describe("prod", choice, Urgency.LIVE))
        .isEqualTo(new Description.Failed(List.of(), "ECS_CLUSTER_RESOURCE_READ is resting", true));
    assertThat(chosen).isFalse();
    assertThat(cluster.aws.count()).isZero();
  }
}
