package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.excluded;
import static io.github.ecstasktracker.ecs.Descriptions.only;
import static io.github.ecstasktracker.ecs.Descriptions.urls;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import io.github.ecstasktracker.model.Urgency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents as AWS sends them, through the SDK's own unmarshallers, to what they mean. */
class GoldenDocumentsTest {
  private static final String ARN = FakeCluster.ARN;

  private final StubAws aws = new StubAws();
  private final EcsHandler handler =
      new EcsHandler(
          new AwsCalls(aws.ecs(), aws.ec2(), aws.ssm(), CallGate.open(), () -> 0),
          () -> 0,
          Runnable::run,
          EcsOptions.NONE,
          NoDefinitions.keeper());

  @BeforeEach
  void aClusterOfDocuments() {
    aws.on(
        "DescribeTaskDefinition",
        request ->
            Answer.ok(
                StubAws.fixture(
                    "task-definition-"
                        + Arns.last(request.path("taskDefinition").asText()).replace(':', '-')
                        + ".json")));
    aws.on(
        "DescribeContainerInstances",
        request -> Answer.ok(StubAws.fixture("describe-container-instances.json")));
    aws.on("DescribeInstances", request -> Answer.ok(StubAws.fixture("describe-instances.xml")));
    aws.on(
        "DescribeInstanceInformation",
        request -> Answer.ok(StubAws.fixture("describe-instance-information.json")));
    aws.on("DescribeServices", request -> Answer.ok(StubAws.fixture("describe-services.json")));
  }

  private Answered describe(String fixture) {
    return describe(StubAws.json(StubAws.fixture(fixture)));
  }

  private Answered describe(ObjectNode answer) {
    List<String> asked = new ArrayList<>();
    answer.path("tasks").forEach(task -> asked.add(task.path("taskArn").asText()));
    answer.path("failures").forEach(failure -> asked.add(failure.path("arn").asText()));
    aws.on("DescribeTasks", request -> Answer.ok(answer));
    return Looks.tasks(handler, asked, Urgency.LIVE);
  }

  private static TaskState http(String host, int port) {
    return new TaskState.Resolved(new Server(new Address(host, port), "http", OptionalInt.empty()));
  }

  @Test
  void ec2Bridge_isTheHostsAddressAndTheBoundPort() {
    Answered seen = describe("describe-tasks-ec2-bridge.json");

    assertThat(urls(seen))
        .containsExactly("http://192.168.1.88:32768", "http://192.168.1.88:32769");
    ObservedTask first = seen.tasks().getFirst();
    assertThat(first)
        .isEqualTo(
            new ObservedTask(
                new io.github.ecstasktracker.model.Task(
                    ARN + "task/prod/000000000000000000000000000000a1",
                    new ServiceKey("prod", "avc-frontend-service"),
                    ARN + "task-definition/avc-frontend:7",
                    3,
                    "RUNNING",
                    "RUNNING",
                    "UNKNOWN",
                    Instant.parse("2020-01-23T17:57:58.103Z")),
                Optional.of(new BackendKey("avc-frontend-service")),
                http("192.168.1.88", 32_768),
                false,
                false));
  }

  @Test
  void fargate_isTheTasksOwnAddressAndTheContainerPort() {
    assertThat(only(describe("describe-tasks-fargate.json")).state())
        .isEqualTo(http("10.0.0.4", 80));
    assertThat(aws.count("DescribeContainerInstances")).isZero();
  }

  @Test
  void awsvpcOnEc2_labelledContainerWins_otherAttachmentsAreNotAsked() {
    ObservedTask orders = only(describe("describe-tasks-awsvpc-ec2.json"));

    assertThat(orders.backend()).contains(new BackendKey("orders-v2"));
    assertThat(orders.state())
        .isEqualTo(
            new TaskState.Resolved(
                new Server(new Address("10.0.0.139", 50_051), "h2c", OptionalInt.of(5))));
    assertThat(aws.count("DescribeInstances")).isZero();
  }

  @Test
  void ecsAnywhere_isTheAddressThatSystemsManagerKnows() {
    assertThat(only(describe("describe-tasks-ecs-anywhere.json")).state())
        .isEqualTo(http("172.16.0.154", 49_153));
  }

  @Test
  void hostMode_isTheDefinitionsPort() {
    assertThat(urls(describe("describe-tasks-host-mode.json")))
        .containsExactly("https://192.168.1.88:8443");
  }

  @Test
  void stopped_isExcludedWithTheAddressWhereItCanBeTold() {
    List<ObservedTask> tasks = describe("describe-tasks-stopped.json").tasks();

    String reason =
        "task is STOPPED: Scaling activity initiated by (deployment ecs-svc/1234567890123456789)";
    assertThat(tasks.getFirst().state()).isEqualTo(excluded(Cause.STOPPED, reason));
    assertThat(tasks.getLast().state())
        .isEqualTo(excluded(Cause.STOPPED, new Address("10.0.0.77", 80), reason));
    assertThat(tasks.getLast().backend()).contains(new BackendKey("FargateService"));
  }

  @Test
  void health_healthyServes_unhealthyAndUnknownDoNot() {
    List<ObservedTask> tasks = describe("describe-tasks-health.json").tasks();

    assertThat(tasks)
        .extracting(ObservedTask::state)
        .containsExactly(
            http("192.168.1.88", 32_800),
            excluded(
                Cause.UNHEALTHY, new Address("192.168.1.88", 32_801), "container api is UNHEALTHY"),
            excluded(
                Cause.HEALTH_PENDING,
                new Address("192.168.1.88", 32_802),
                "container api is not HEALTHY yet: its health check says UNKNOWN"));
    assertThat(tasks).allMatch(ObservedTask::healthChecked);
    assertThat(tasks)
        .extracting(t -> t.task().health())
        .containsExactly("HEALTHY", "UNHEALTHY", "UNKNOWN");
  }

  @Test
  void portRanges_firstPortOfTheRange() {
    assertThat(only(describe("describe-tasks-port-ranges.json")).state())
        .isEqualTo(http("192.168.1.88", 32_780));
  }

  @Test
  void ipv6Duplicates_ipv4Wins() {
    assertThat(only(describe("describe-tasks-ipv6-duplicates.json")).state())
        .isEqualTo(http("192.168.1.88", 49_153));
  }

  @Test
  void failures_areMissingOrUndescribed() {
    Answered seen = describe("describe-tasks-failures.json");

    assertThat(seen.tasks()).isEmpty();
    String id = ARN + "task/prod/000000000000000000000000000000";
    assertThat(seen.missing()).containsExactly(id + "41");
    assertThat(seen.undescribed())
        .isEqualTo(Map.of(id + "42", "DescribeTasks: ECS says INTERNAL, try again later"));
  }

  @Test
  void eventsAttachment_ofTypeEni_isANetworkInterfaceToo() {
    JsonNode event = StubAws.json(StubAws.fixture("event-task-fargate-running.json"));

    assertThat(only(describe(asDescribed(event))).state()).isEqualTo(http("10.0.0.139", 80));
  }

  @Test
  void eventOfAStoppedBridgeTask_comesWithoutBindings() {
    JsonNode event = StubAws.json(StubAws.fixture("event-task-ec2-bridge-stopped.json"));

    assertThat(only(describe(asDescribed(event))).state())
        .isInstanceOfSatisfying(
            TaskState.Excluded.class,
            state -> {
              assertThat(state.cause()).isEqualTo(Cause.STOPPED);
              assertThat(state.address()).isEmpty();
            });
  }

  /** An event's detail is a task but for its timestamps, which are ISO strings. */
  private static ObjectNode asDescribed(JsonNode event) {
    ObjectNode task = event.path("detail").deepCopy();
    List<String> names = new ArrayList<>();
    task.fieldNames().forEachRemaining(names::add);
    names.stream().filter(name -> name.endsWith("At")).forEach(task::remove);
    ObjectNode answer = StubAws.JSON.createObjectNode();
    answer.putArray("tasks").add(task);
    return answer;
  }

  @Test
  void services_liveInactiveAndMissing() {
    ServiceKey api = new ServiceKey("prod", "api");
    ServiceKey old = new ServiceKey("prod", "old");
    ServiceKey never = new ServiceKey("prod", "never");

    assertThat(handler.statusOf(List.of(never, old, api), Urgency.BACKGROUND))
        .isEqualTo(
            new Result.Ok<>(
                Map.of(
                    api, new ServiceStatus.Live(2),
                    old, new ServiceStatus.Inactive(),
                    never, new ServiceStatus.Missing())));
  }
}
