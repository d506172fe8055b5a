package io.github.ecstasktracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.simulation.client.CallHook;
import io.github.ecstasktracker.simulation.client.InProcessClients;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.Definition;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.HealthStatus;
import software.amazon.awssdk.services.ecs.model.Task;

/** What ECS promises of a task's life, kept by the simulated one. */
class LifecycleTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(7);
  private final EcsClient ecs = new InProcessClients(account.api(), CallHook.NONE).ecs();
  private final ClusterScript demo = account.cluster("demo");
  private final List<JsonNode> events = new ArrayList<>();

  LifecycleTest() {
    account.events().to(event -> events.add(json(event)));
  }

  @Test
  void bridgeTask_fromStartToStop_passesEveryStatusInOrderWithAVersionEach() {
    ServiceScript web = demo.host("i-1", "10.0.0.1").service("web").bridge(80);
    settle();
    web.tasks(0);
    settle();

    assertThat(events.stream().map(LifecycleTest::statuses))
        .containsExactly(
            "PENDING/RUNNING",
            "ACTIVATING/RUNNING",
            "RUNNING/RUNNING",
            "RUNNING/STOPPED",
            "DEACTIVATING/STOPPED",
            "STOPPING/STOPPED",
            "DEPROVISIONING/STOPPED",
            "STOPPED/STOPPED");
    assertThat(events.stream().map(event -> event.path("detail").path("version").asInt()))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void fargateTask_beginsWithProvisioning_andItsInterfaceIsCalledEniInEventsOnly() {
    demo.service("web").fargate(8080);
    settle();

    assertThat(statuses(events.getFirst())).isEqualTo("PROVISIONING/RUNNING");
    JsonNode attachment = events.getLast().path("detail").path("attachments").get(0);
    assertThat(attachment.path("type").asText()).isEqualTo("eni");
    Task task = only("web");
    assertThat(task.attachments().getFirst().type()).isEqualTo("ElasticNetworkInterface");
    assertThat(task.containerInstanceArn()).isNull();
    String address =
        task.containers().getFirst().networkInterfaces().getFirst().privateIpv4Address();
    assertThat(account.expectedServers("demo", "web")).containsExactly(address + ":8080");
  }

  @Test
  void healthAlone_whenItTurns_isVisibleWithoutEventOrVersion() {
    ServiceScript web =
        demo.host("i-1", "10.0.0.1").service("web").runs(Definition.bridge(80).healthCheck());
    web.keepsUnhealthy();
    settle();
    int told = events.size();
    Task before = only("web");

    web.health(1, Health.UNHEALTHY);
    account.time().advance(Duration.ofMinutes(5));

    Task after = only("web");
    assertThat(before.healthStatus()).isEqualTo(HealthStatus.HEALTHY);
    assertThat(after.healthStatus()).isEqualTo(HealthStatus.UNHEALTHY);
    assertThat(after.version()).isEqualTo(before.version());
    assertThat(events).hasSize(told);
    assertThat(account.expectedServers("demo", "web")).isEmpty();
  }

  @Test
  void stoppedTask_isDescribedForAnHour_thenMissing() {
    ServiceScript web = demo.host("i-1", "10.0.0.1").service("web").bridge(80);
    settle();
    String arn = only("web").taskArn();
    web.tasks(0);
    settle();

    assertThat(describe(arn).tasks().getFirst().lastStatus()).isEqualTo("STOPPED");
    account.time().advance(Duration.ofMinutes(61));
    assertThat(describe(arn).failures().getFirst().reason()).isEqualTo("MISSING");
  }

  @Test
  void deletedService_turnsInactiveWhenEmpty_andMayBeCreatedAnew() {
    ServiceScript web = demo.host("i-1", "10.0.0.1").service("web").tasks(2).bridge(80);
    settle();
    web.delete();
    assertThat(web.status()).isEqualTo("DRAINING");
    settle();
    assertThat(web.status()).isEqualTo("INACTIVE");
    assertThat(account.expectedServers("demo", "web")).isEmpty();

    web.bridge(80);
    settle();
    assertThat(web.status()).isEqualTo("ACTIVE");
    assertThat(account.expectedServers("demo", "web")).hasSize(2);
  }

  @Test
  void killedHost_leavesTheTruthAtOnce_andEcsWhenItNotices() {
    demo.host("i-1", "10.0.0.1").host("i-2", "10.0.0.2").service("web").tasks(4).bridge(80);
    settle();

    demo.kill("i-1");
    assertThat(account.expectedServers("demo", "web"))
        .hasSize(2)
        .allMatch(server -> server.startsWith("10.0.0.2:"));
    assertThat(list("web")).hasSize(4);
    settle();
    assertThat(account.expectedServers("demo", "web"))
        .hasSize(4)
        .allMatch(server -> server.startsWith("10.0.0.2:"));
  }

  @Test
  void hostMode_putsOneTaskOnEachHost_andHasNoBindings() {
    demo.hosts(3).service("web").tasks(3).runs(Definition.host(8080));
    settle();

    assertThat(account.expectedServers("demo", "web"))
        .containsExactly("10.0.0.1:8080", "10.0.0.2:8080", "10.0.0.3:8080");
    assertThat(describe(list("web").getFirst()).tasks().getFirst().containers().getFirst())
        .satisfies(container -> assertThat(container.networkBindings()).isEmpty());
  }

  @Test
  void anywhereTask_runsOnTheMachinesOfOnesOwnOnly() {
    demo.host("i-1", "10.0.0.1").host("mi-1", "192.168.7.1");
    demo.service("shop").runs(Definition.anywhere(80));
    settle();

    assertThat(account.expectedServers("demo", "shop"))
        .singleElement()
        .asString()
        .startsWith("192.168.7.1:");
  }

  private void settle() {
    account.time().settle(PATIENCE);
    account.time().advance(Duration.ofSeconds(2));
  }

  private Task only(String service) {
    return describe(list(service).getFirst()).tasks().getFirst();
  }

  private List<String> list(String service) {
    return ecs.listTasks(r -> r.cluster("demo").serviceName(service)).taskArns();
  }

  private DescribeTasksResponse describe(String arn) {
    return ecs.describeTasks(r -> r.cluster("demo").tasks(arn));
  }

  private static String statuses(JsonNode event) {
    JsonNode detail = event.path("detail");
    return detail.path("lastStatus").asText() + "/" + detail.path("desiredStatus").asText();
  }

  private static JsonNode json(String event) {
    try {
      return new ObjectMapper().readTree(event);
    } catch (JsonProcessingException e) {
      throw new AssertionError(event, e);
    }
  }
}
