package io.github.ecstasktracker.simulation.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.Definition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** ECS as the real SDK client sees it. Time is virtual; the wire is not. */
class EcsWireTest {
  private static final String UNKNOWN = "0123456789abcdef0123456789abcdef";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(3);
  private final SimulatedAwsServer server = new SimulatedAwsServer(account);
  private final RealClients clients = new RealClients(server.url());
  private final EcsClient ecs = clients.ecs();
  private final ClusterScript demo = account.cluster("demo").hosts(3);

  @AfterEach
  void close() {
    clients.close();
    server.close();
  }

  @Test
  void listAndDescribe_overPages_giveEveryTaskOnce() {
    web(25);
    List<String> arns = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String token = null;
    do {
      String next = token;
      ListTasksResponse page =
          ecs.listTasks(r -> r.cluster("demo").serviceName("web").maxResults(10).nextToken(next));
      arns.addAll(page.taskArns());
      sizes.add(page.taskArns().size());
      token = page.nextToken();
    } while (token != null);

    assertThat(sizes).containsExactly(10, 10, 5);
    assertThat(arns).doesNotHaveDuplicates().hasSize(25);
    assertThat(describe(arns).tasks()).extracting(Task::taskArn).isEqualTo(arns);
  }

  @Test
  void emptyPage_isNotTheEnd() {
    web(15);
    account.faults().plantOnPage(Operation.LIST_TASKS, FaultKind.EMPTY_PAGE, 2);

    ListTasksResponse first = ecs.listTasks(r -> r.cluster("demo").maxResults(10));
    ListTasksResponse empty =
        ecs.listTasks(r -> r.cluster("demo").maxResults(10).nextToken(first.nextToken()));
    ListTasksResponse last =
        ecs.listTasks(r -> r.cluster("demo").maxResults(10).nextToken(empty.nextToken()));

    assertThat(first.taskArns()).hasSize(10);
    assertThat(empty.taskArns()).isEmpty();
    assertThat(empty.nextToken()).isNotNull();
    assertThat(last.taskArns()).hasSize(5);
    assertThat(last.nextToken()).isNull();
  }

  @Test
  void shortPages_stillAddUp() {
    web(25);
    account.faults().rate(Operation.LIST_TASKS, FaultKind.SHORT_PAGE, 1);
    List<String> arns =
        ecs.listTasksPaginator(r -> r.cluster("demo").maxResults(10)).taskArns().stream().toList();
    assertThat(arns).hasSize(25).doesNotHaveDuplicates();
    assertThat(account.counters().calls(Operation.LIST_TASKS)).isEqualTo(5);
  }

  @Test
  void failureOnOnePage_isOnThatPageOnly() {
    web(15);
    account.faults().plantOnPage(Operation.LIST_TASKS, FaultKind.SERVER_ERROR, 2);
    ListTasksResponse first = ecs.listTasks(r -> r.cluster("demo").maxResults(10));
    assertThatThrownBy(() -> ecs.listTasks(r -> r.cluster("demo").nextToken(first.nextToken())))
        .isInstanceOf(ServerException.class);
    assertThat(ecs.listTasks(r -> r.cluster("demo").nextToken(first.nextToken())).taskArns())
        .hasSize(5);
  }

  @Test
  void listTasks_filters() {
    web(4);
    demo.service("api").tasks(3).bridge(90);
    account.time().settle(PATIENCE);
    String host =
        ecs.describeTasks(r -> r.cluster("demo").tasks(list("web").getFirst()))
            .tasks()
            .getFirst()
            .containerInstanceArn();

    assertThat(list("web")).hasSize(4);
    assertThat(ecs.listTasks(r -> r.cluster("demo")).taskArns()).hasSize(7);
    assertThat(ecs.listTasks(r -> r.cluster("demo").family("api")).taskArns()).hasSize(3);
    assertThat(
            ecs.listTasks(r -> r.cluster("demo").desiredStatus(DesiredStatus.PENDING)).taskArns())
        .isEmpty();
    List<String> onHost = ecs.listTasks(r -> r.cluster("demo").containerInstance(host)).taskArns();
    assertThat(describe(onHost).tasks())
        .isNotEmpty()
        .allMatch(task -> task.containerInstanceArn().equals(host));
    assertThatThrownBy(() -> list("nobody")).isInstanceOf(ServiceNotFoundException.class);
    assertThatThrownBy(() -> ecs.listTasks(r -> r.cluster("nowhere")))
        .isInstanceOf(ClusterNotFoundException.class);
    assertThatThrownBy(() -> ecs.listTasks(r -> r.cluster("demo").maxResults(101)))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(() -> ecs.listTasks(r -> r.cluster("demo").nextToken("?")))
        .isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void tasksBeingStopped_leaveTheDefaultList_atOnce() {
    web(4);
    demo.service("web").stop(1);
    assertThat(list("web")).hasSize(3);
    assertThat(
            ecs.listTasks(
                    r -> r.cluster("demo").serviceName("web").desiredStatus(DesiredStatus.STOPPED))
                .taskArns())
        .hasSize(1);
  }

  @Test
  void describeTasks_aboveHundred_isRefused_andUnknownOnesAreFailures() {
    web(1);
    List<String> many = IntStream.range(0, 101).mapToObj(i -> "task-" + i).toList();
    assertThatThrownBy(() -> describe(many)).isInstanceOf(InvalidParameterException.class);

    DescribeTasksResponse response = describe(List.of(list("web").getFirst(), UNKNOWN));
    assertThat(response.tasks()).hasSize(1);
    assertThat(response.failures())
        .containsExactly(Failure.builder().arn(UNKNOWN).reason("MISSING").build());
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-1,eu-west-2,Identifier is for eu-west-2. Your region is eu-west-1",
    "111122223333,999999999999,Identifier is for 999999999999. Your accountId is 111122223333",
    "task/demo/,task/else/,Invalid identifier: Identifier is for cluster else. Your cluster is"
        + " demo",
    "task/demo/,task/demo/f,'taskId length should be one of [32,36]'"
  })
  void describeTasks_oneThatCannotBeOfTheCluster_refusesTheWholeCall(
      String ours, String theirs, String message) {
    web(2);
    List<String> arns = list("web");
    assertThatThrownBy(
            () -> describe(List.of(arns.getFirst(), arns.getLast().replace(ours, theirs))))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining(message);
  }

  @Test
  void bridgeTask_showsItsBindings_andItsDefinitionHasNoNetworkMode() {
    web(1);
    Task task = describe(list("web")).tasks().getFirst();
    Container container = task.containers().getFirst();
    NetworkBinding binding = container.networkBindings().getFirst();
    TaskDefinition definition =
        ecs.describeTaskDefinition(r -> r.taskDefinition(task.taskDefinitionArn()))
            .taskDefinition();

    assertThat(task.group()).isEqualTo("service:web");
    assertThat(task.startedBy()).startsWith("ecs-svc/");
    assertThat(binding.hostPort()).isBetween(32768, 60999);
    assertThat(binding.bindIP()).isEqualTo("0.0.0.0");
    assertThat(container.runtimeId()).hasSize(64);
    assertThat(container.networkInterfaces()).isEmpty();
    assertThat(definition.networkMode()).isNull();
    assertThat(
            definition.containerDefinitions().getFirst().portMappings().getFirst().containerPort())
        .isEqualTo(80);
    assertThatThrownBy(() -> ecs.describeTaskDefinition(r -> r.taskDefinition("web:9")))
        .isInstanceOf(ClientException.class);
  }

  @Test
  void describeServices_tellsCountsAndFailures_tenAtMost() {
    web(3);
    Service web =
        ecs.describeServices(r -> r.cluster("demo").services("web")).services().getFirst();
    assertThat(web.runningCount()).isEqualTo(3);
    assertThat(web.desiredCount()).isEqualTo(3);
    assertThat(web.deployments()).hasSize(1);
    assertThat(
            ecs.describeServices(r -> r.cluster("demo").services("no"))
                .failures()
                .getFirst()
                .reason())
        .isEqualTo("MISSING");
    List<String> eleven = IntStream.range(0, 11).mapToObj(i -> "s" + i).toList();
    assertThatThrownBy(() -> ecs.describeServices(r -> r.cluster("demo").services(eleven)))
        .isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void listServices_givesTenAPageUnlessAskedForMore() {
    for (int i = 0; i < 12; i++) {
      demo.service("s" + i).tasks(0).bridge(80);
    }
    assertThat(ecs.listServices(r -> r.cluster("demo")).serviceArns()).hasSize(10);
    assertThat(ecs.listServices(r -> r.cluster("demo").maxResults(100)).serviceArns()).hasSize(12);
    assertThat(ecs.listServicesPaginator(r -> r.cluster("demo")).serviceArns()).hasSize(12);
  }

  @Test
  void hostsAndClusters_areDescribed() {
    web(3);
    String host = describe(list("web")).tasks().getFirst().containerInstanceArn();
    var hosts =
        ecs.describeContainerInstances(r -> r.cluster("demo").containerInstances(host, "x"));
    assertThat(hosts.containerInstances().getFirst().ec2InstanceId()).startsWith("i-");
    assertThat(hosts.failures()).hasSize(1);
    var clusters = ecs.describeClusters(r -> r.clusters("demo", "nowhere"));
    assertThat(clusters.clusters().getFirst().runningTasksCount()).isEqualTo(3);
    assertThat(clusters.failures()).hasSize(1);
  }

  @Test
  void callersOfOneBucket_emptyItTogether_andTheClockRefillsIt() {
    for (int i = 0; i < 50; i++) {
      ecs.listTasks(r -> r.cluster("demo"));
      describe(List.of(UNKNOWN));
    }
    EcsException refused =
        catchThrowableOfType(EcsException.class, () -> ecs.listTasks(r -> r.cluster("demo")));

    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
    assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo("Rate exceeded");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.isThrottlingException()).isTrue();
    ecs.listServices(r -> r.cluster("demo"));
    account.time().advance(Duration.ofMillis(50));
    assertThat(ecs.listTasks(r -> r.cluster("demo")).taskArns()).isEmpty();
    assertThat(account.counters().throttled()).isEqualTo(1);
  }

  @Test
  void lostAnswer_isAClientError_andCounts() {
    account.faults().plant(Operation.LIST_TASKS, FaultKind.TIMEOUT, 1);
    assertThatThrownBy(() -> ecs.listTasks(r -> r.cluster("demo")))
        .isInstanceOf(SdkClientException.class);
    ecs.listTasks(r -> r.cluster("demo"));
    assertThat(account.counters().calls(Operation.LIST_TASKS)).isEqualTo(2);
    assertThat(account.counters().faults(FaultKind.TIMEOUT)).isEqualTo(1);
    assertThat(account.counters().mutatingCalls()).isZero();
  }

  @Test
  void lostAnswer_mayHangFirst_untilTheCallersOwnTimeout() {
    server.hangBeforeCutting(Duration.ofMinutes(1));
    account.faults().plant(Operation.LIST_TASKS, FaultKind.TIMEOUT, 1);
    assertThatThrownBy(
            () ->
                ecs.listTasks(
                    r ->
                        r.cluster("demo")
                            .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(500)))))
        .isInstanceOf(ApiCallTimeoutException.class);
  }

  @Test
  void livingTask_canBeReportedMissing_orWithoutItsAddress() {
    web(3);
    account.faults().plant(Operation.DESCRIBE_TASKS, FaultKind.MISSING, 1);
    DescribeTasksResponse missing = describe(list("web"));
    assertThat(missing.tasks()).hasSize(2);
    assertThat(missing.failures()).singleElement().extracting(Failure::reason).isEqualTo("MISSING");

    account.faults().plant(Operation.DESCRIBE_TASKS, FaultKind.NO_ADDRESS, 1);
    assertThat(describe(list("web")).tasks())
        .filteredOn(task -> task.containers().getFirst().networkBindings().isEmpty())
        .singleElement()
        .extracting(Task::lastStatus)
        .isEqualTo("RUNNING");
  }

  @Test
  void staleRead_seesThePast_andListAndDescribeDisagree() {
    web(2);
    List<String> before = list("web");
    long then = account.clock().nanos();
    demo.service("web").roll();
    account.time().settle(PATIENCE);
    assertThat(list("web")).doesNotContainAnyElementsOf(before);

    Duration lag = Duration.ofNanos(account.clock().nanos() - then);
    account.consistency().lag(0, Span.exactly(lag));
    account.faults().plant(Operation.LIST_TASKS, FaultKind.STALE, 1);
    assertThat(new HashSet<>(list("web"))).isEqualTo(new HashSet<>(before));
    assertThat(describe(before).tasks()).allMatch(task -> task.desiredStatus().equals("STOPPED"));
    assertThat(list("web")).doesNotContainAnyElementsOf(before);
  }

  private void web(int tasks) {
    demo.service("web").tasks(tasks).runs(Definition.bridge(80));
    account.time().settle(PATIENCE);
  }

  private List<String> list(String service) {
    return ecs.listTasks(r -> r.cluster("demo").serviceName(service)).taskArns();
  }

  private DescribeTasksResponse describe(List<String> arns) {
    return ecs.describeTasks(r -> r.cluster("demo").tasks(arns));
  }
}
