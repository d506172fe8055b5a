package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.only;
import static io.github.ecstasktracker.ecs.Descriptions.urls;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From container instances to addresses. */
class HostsTest {
  private final FakeCluster cluster = new FakeCluster();
  private final EcsHandler handler = cluster.handler();

  @BeforeEach
  void oneTaskOnHostOne() {
    cluster.host(1);
    cluster.definition("web:7");
    cluster.task("a", "web", "web:7", 1);
  }

  private Answered observe() {
    return Looks.everything(handler);
  }

  private void wait(Duration time) {
    cluster.nanos.addAndGet(time.toNanos());
  }

  private static TaskState unknown(String reason) {
    return new TaskState.Unknown(reason);
  }

  @Test
  void ec2_isAskedByFilterInTwoHundreds_neverByIds() {
    for (int host = 2; host <= 450; host++) {
      cluster.host(host);
    }
    AwsCalls calls = cluster.calls(CallGate.open());
    HostLookup lookup = new HostLookup(calls, new Fanout(Runnable::run), (_, _) -> {});

    assertThat(lookup.read("prod", cluster.instances.keySet()).values())
        .hasSize(450)
        .allMatch(HostLookup.Answer.Found.class::isInstance);
    List<JsonNode> requests = cluster.aws.requests("DescribeInstances");
    assertThat(requests).hasSize(3);
    assertThat(requests)
        .allSatisfy(
            request -> {
              List<String> names = new ArrayList<>();
              request.fieldNames().forEachRemaining(names::add);
              assertThat(names).noneMatch(name -> name.startsWith("InstanceId"));
              assertThat(names.stream().filter(n -> n.startsWith("Filter.1.Value.")).count())
                  .isBetween(1L, 200L);
              assertThat(request.path("Filter.1.Name").asText()).isEqualTo("instance-id");
            });
  }

  @Test
  void managedNodes_areAskedOfSystemsManager_andNeverSentToEc2() {
    for (int host = 100; host < 160; host++) {
      cluster.machine(host, "mi-" + host, "172.16.0." + host);
      cluster.task("t" + host, "web", "web:7", host);
    }

    assertThat(urls(observe())).hasSize(61).contains("http://172.16.0.100:32769");
    assertThat(cluster.aws.count("DescribeInstanceInformation")).isEqualTo(2);
    assertThat(cluster.aws.requests("DescribeInstances").toString()).doesNotContain("mi-");
  }

  @Test
  void ec2Pages_areFollowed() {
    cluster.host(2);
    cluster.task("b", "web", "web:7", 2);
    String page =
        "<R><reservationSet><item><instancesSet><item><instanceId>%s</instanceId>"
            + "<privateIpAddress>%s</privateIpAddress></item></instancesSet></item>"
            + "</reservationSet>%s</R>";
    cluster.aws.on(
        "DescribeInstances",
        request ->
            Answer.ok(
                request.has("NextToken")
                    ? page.formatted("i-2", "10.9.0.2", "")
                    : page.formatted("i-1", "10.9.0.1", "<nextToken>more</nextToken>")));

    assertThat(urls(observe())).containsExactly("http://10.9.0.1:32768", "http://10.9.0.2:32769");
  }

  @Test
  void ec2PagesWithoutEnd_areGivenUp() {
    cluster.aws.on(
        "DescribeInstances",
        request -> Answer.ok("<R><reservationSet/><nextToken>more</nextToken></R>"));

    assertThat(only(observe()).state())
        .isEqualTo(unknown("host i-1: addresses of hosts: no end after 50 pages"));
    assertThat(cluster.aws.count("DescribeInstances")).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource({
    "DescribeContainerInstances, DescribeContainerInstances: ServerException: down",
    "DescribeInstances, 'host i-1: DescribeInstances: ServerException: down'"
  })
  void failedLookup_makesTheTasksUnknown_neverGone(String operation, String reason) {
    cluster.aws.fail(
        operation,
        operation.equals("DescribeInstances")
            ? Answer.ec2Error("ServerException", "down")
            : Answer.error("ServerException", "down"));

    assertThat(only(observe()).state()).isEqualTo(unknown(reason));
  }

  @Test
  void throttledEc2_makesTheTasksUnknown() {
    cluster.aws.fail(
        "DescribeInstances", Answer.ec2Error("RequestLimitExceeded", "Request limit exceeded."));

    assertThat(only(observe()).state())
        .isEqualTo(
            unknown("host i-1: DescribeInstances: RequestLimitExceeded: Request limit exceeded."));
  }

  @Test
  void failedLookup_isNotRemembered() {
    cluster.aws.fail("DescribeInstances", 1, Answer.ec2Error("Unavailable", "down"));
    observe();

    assertThat(urls(observe())).hasSize(1);
  }

  @Test
  void hostUnknownToAws_isBelievedForTenSecondsOnly() {
    cluster.machines.remove("i-1");
    assertThat(only(observe()).state()).isEqualTo(unknown("host i-1 is not known to AWS"));
    cluster.host(1);

    wait(Duration.ofSeconds(9));
    assertThat(urls(observe())).isEmpty();
    assertThat(cluster.aws.count("DescribeInstances")).isOne();
    wait(Duration.ofSeconds(1));
    assertThat(urls(observe())).hasSize(1);
  }

  @Test
  void instanceUnknownToEcs_makesTheTasksUnknown() {
    cluster.instances.clear();

    assertThat(only(observe()).state())
        .isEqualTo(unknown("container instance 1: ECS says MISSING"));
  }

  @Test
  void instanceThatTheAnswerPassesOver_makesTheTasksUnknown() {
    cluster.aws.on("DescribeContainerInstances", request -> Answer.ok("{}"));

    assertThat(only(observe()).state())
        .isEqualTo(unknown("container instance 1: the answer does not speak of it"));
  }

  @Test
  void instanceWithoutAMachine_makesTheTasksUnknown() {
    cluster.instances.get(FakeCluster.instanceArn(1)).remove("ec2InstanceId");

    assertThat(only(observe()).state()).isEqualTo(unknown("container instance 1 names no machine"));
  }

  @Test
  void machineWithoutAnAddress_makesTheTasksUnknown() {
    cluster.machine(1, "i-1", "");

    assertThat(only(observe()).state()).isEqualTo(unknown("host i-1 has no private address"));
  }

  @Test
  void ec2Address_isAskedForOnceAnHour_andOutlivesAnOutage() {
    observe();
    wait(Duration.ofMinutes(59));
    observe();
    assertThat(cluster.aws.count("DescribeInstances")).isOne();

    wait(Duration.ofMinutes(1));
    cluster.aws.fail("DescribeInstances", Answer.ec2Error("Unavailable", "down"));
    assertThat(urls(observe())).hasSize(1);
    assertThat(cluster.aws.count("DescribeInstances")).isEqualTo(2);
  }

  @Test
  void managedNodesAddress_mayChange_andIsAskedForEveryFiveMinutes() {
    cluster.machine(1, "mi-1", "172.16.0.1");
    observe();
    cluster.machine(1, "mi-1", "172.16.0.2");

    wait(Duration.ofMinutes(4));
    assertThat(urls(observe())).containsExactly("http://172.16.0.1:32768");
    wait(Duration.ofMinutes(1));
    assertThat(urls(observe())).containsExactly("http://172.16.0.2:32768");
  }

  @Test
  void readAtOnceByMany_isOneCall() throws Exception {
    AwsCalls calls = cluster.calls(CallGate.open());
    Hosts hosts =
        new Hosts(
            new HostLookup(calls, new Fanout(Runnable::run), (_, _) -> {}), cluster.nanos::get, 10);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    cluster.aws.on(
        "DescribeContainerInstances",
        request -> {
          asked.countDown();
          try {
            assertThat(answer.await(10, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return Answer.ok(
              "{\"containerInstances\": [%s]}"
                  .formatted(cluster.instances.get(FakeCluster.instanceArn(1))));
        });
    Callable<Map<String, Result<Host>>> read =
        () -> hosts.read("prod", List.of(FakeCluster.instanceArn(1))).hosts();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Map<String, Result<Host>>>> reads = new ArrayList<>();
      reads.add(threads.submit(read));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 20; i++) {
        reads.add(threads.submit(read));
      }
      answer.countDown();
      for (Future<Map<String, Result<Host>>> each : reads) {
        assertThat(each.get(10, TimeUnit.SECONDS))
            .containsEntry(FakeCluster.instanceArn(1), new Result.Ok<>(new Host("10.1.0.2", null)));
      }
    }
    assertThat(cluster.aws.count("DescribeContainerInstances")).isOne();
    assertThat(cluster.aws.count("DescribeInstances")).isOne();
  }

  @Test
  void hostsOfTasksThatWaitForTheirDefinitions_fillTheCallsForOthers() {
    for (int host = 2; host <= 150; host++) {
      cluster.host(host);
      cluster.definition("s%d:1".formatted(host));
      cluster.task("t" + host, "s" + host, "s%d:1".formatted(host), host);
    }
    List<Answered> described =
        cluster.tasks.keySet().stream().map(arn -> Looks.first(handler, arn)).toList();
    assertThat(cluster.aws.count("DescribeContainerInstances")).isZero();

    List<Answered> read = described.stream().map(Looks::whole).toList();

    assertThat(read).allSatisfy(each -> assertThat(urls(each)).hasSize(1));
    assertThat(cluster.aws.requests("DescribeContainerInstances"))
        .extracting(request -> request.path("containerInstances").size())
        .containsExactly(100, 50);
    assertThat(cluster.aws.count("DescribeInstances")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, http://203.0.113.7:32768",
    "rack-4.example.com, http://rack-4.example.com:32768",
    "2001:db8::7, http://[2001:db8::7]:32768",
    "'not a host', http://10.1.0.2:32768"
  })
  void addressAttribute_overridesTheMachine(String attribute, String url) {
    cluster
        .instances
        .get(FakeCluster.instanceArn(1))
        .putArray("attributes")
        .addObject()
        .put("name", "ecs-task-tracker.address")
        .put("value", attribute);

    assertThat(urls(observe())).containsExactly(url);
  }

  @Test
  void hostDraining_orItsAgentDisconnected_changesNothing() {
    cluster
        .instances
        .get(FakeCluster.instanceArn(1))
        .put("status", "DRAINING")
        .put("agentConnected", false);

    assertThat(urls(observe())).containsExactly("http://10.1.0.2:32768");
  }

  @Test
  void ipv6OnlyHost_isReachedAtItsIpv6Address() {
    cluster.aws.on(
        "DescribeInstances",
        request ->
            Answer.ok(
                "<R><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>"
                    + "<ipv6Address>2001:db8::1</ipv6Address></item></instancesSet></item>"
                    + "</reservationSet></R>"));

    assertThat(urls(observe())).containsExactly("http://[2001:db8::1]:32768");
  }

  @Test
  void ipv6ManagedNode_isReachedAtItsIpv6Address() {
    cluster.machine(1, "mi-1", "2001:db8::2");

    assertThat(urls(observe())).containsExactly("http://[2001:db8::2]:32768");
  }

  @Test
  void oneHostThatCannotBeFound_holdsNothingOfTheOthers() {
    cluster.host(2);
    cluster.task("b", "web", "web:7", 2);
    cluster.machines.remove("i-1");

    Answered seen = observe();

    assertThat(urls(seen)).containsExactly("http://10.1.0.3:32769");
    assertThat(seen.tasks())
        .extracting(ObservedTask::state)
        .first()
        .isInstanceOf(TaskState.Unknown.class);
  }

  @Test
  void boundedCache_forgetsWhatWasNotAskedForTheLongest() {
    BoundedCache<String, Integer> cache = new BoundedCache<>(2);
    AtomicInteger n = new AtomicInteger();
    cache.put("a", n.incrementAndGet());
    cache.put("b", n.incrementAndGet());
    cache.get("a");
    cache.put("c", n.incrementAndGet());

    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.get("b")).isEmpty();
    assertThat(cache.get("a")).contains(1);
    assertThat(cache.get("c")).contains(3);
  }
}
