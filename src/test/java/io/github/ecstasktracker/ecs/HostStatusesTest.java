package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.HostStatus;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostStatusesTest {
  private final FakeCluster cluster = new FakeCluster();

  @Test
  void allOfACluster_costTwoCallsAHundred_andWhatIsKnownOfOneStays() {
    for (int host = 0; host < 250; host++) {
      cluster.host(host);
    }
    Machine known = new Machine(FakeCluster.instanceArn(7), "i-7", "10.1.0.8", "", "", "");
    Result<List<HostStatus>> all =
        statuses().readAll("prod", Map.of(known.arn(), known), Urgency.BACKGROUND);
    assertThat(all)
        .isInstanceOfSatisfying(
            Result.Ok.class,
            ok ->
                assertThat(((List<?>) ok.value()))
                    .hasSize(250)
                    .extracting(status -> ((HostStatus) status).machine().address())
                    .contains("10.1.0.8"));
    assertThat(cluster.aws.count()).isEqualTo(6);

    cluster.aws.fail("ListContainerInstances", StubAws.Answer.error("AccessDeniedException", "no"));
    assertThat(statuses().readAll("prod", Map.of(), Urgency.BACKGROUND))
        .isInstanceOf(Result.Failed.class);
  }

  @Test
  void containerInstance_isReadWhole() {
    cluster.host(0);
    ObjectNode instance = cluster.instances.get(FakeCluster.instanceArn(0));
    instance
        .put("status", "DRAINING")
        .put("statusReason", "spot")
        .put("agentConnected", true)
        .put("runningTasksCount", 3)
        .put("pendingTasksCount", 1)
        .put("capacityProviderName", "spot-pool")
        .put("registeredAt", 1_700_000_000);
    instance.putObject("versionInfo").put("agentVersion", "1.91.0").put("dockerVersion", "25.0.6");
    instance.putObject("healthStatus").put("overallStatus", "OK");
    instance
        .putArray("attributes")
        .add(StubAws.JSON.createObjectNode().put("name", "ecs.ami-id").put("value", "ami-1"))
        .add(StubAws.JSON.createObjectNode().put("name", "ecs.capability.x"));
    ArrayNode registered = instance.putArray("registeredResources");
    number(registered, "CPU", 2048);
    set(registered, "GPU", "a", "b");
    ArrayNode remaining = instance.putArray("remainingResources");
    number(remaining, "CPU", 512);
    set(remaining, "PORTS", "22", "51678", "32768", "x");
    set(remaining, "PORTS_UDP", "53");
    Machine known = new Machine(FakeCluster.instanceArn(0), "i-0", "10.1.0.1", "", "", "");

    HostStatus status = read(Map.of(FakeCluster.instanceArn(0), known)).getFirst();

    assertThat(status.machine())
        .isEqualTo(new Machine(FakeCluster.instanceArn(0), "i-0", "10.1.0.1", "", "", "1.91.0"));
    assertThat(status.cluster()).isEqualTo("prod");
    assertThat(status.status()).isEqualTo("DRAINING");
    assertThat(status.statusReason()).isEqualTo("spot");
    assertThat(status.agentConnected()).isTrue();
    assertThat(status.health()).isEqualTo("OK");
    assertThat(status.dockerVersion()).isEqualTo("25.0.6");
    assertThat(status.image()).isEqualTo("ami-1");
    assertThat(status.capacityProvider()).isEqualTo("spot-pool");
    assertThat(status.runningTasks()).isEqualTo(3);
    assertThat(status.pendingTasks()).isEqualTo(1);
    assertThat(status.registered()).isEqualTo(Map.of("CPU", 2048L, "GPU", 2L));
    assertThat(status.remaining()).isEqualTo(Map.of("CPU", 512L));
    assertThat(status.tcpPorts()).containsExactly(22, 32_768, 51_678);
    assertThat(status.udpPorts()).containsExactly(53);
    assertThat(status.registeredAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
  }

  @Test
  void hundredHosts_areOneCallAndTheNextIsAnother() {
    Map<String, Machine> machines = new HashMap<>();
    for (int i = 0; i < 101; i++) {
      cluster.host(i);
      machines.put(FakeCluster.instanceArn(i), Machine.of(FakeCluster.instanceArn(i)));
    }

    assertThat(read(machines)).hasSize(101);
    assertThat(cluster.aws.count("DescribeContainerInstances")).isEqualTo(2);
    assertThat(cluster.aws.count()).isEqualTo(2);
  }

  @Test
  void hostThatEcsForgot_isInactive() {
    HostStatus status =
        read(Map.of(FakeCluster.instanceArn(7), Machine.of(FakeCluster.instanceArn(7)))).getFirst();

    assertThat(status.status()).isEqualTo("INACTIVE");
    assertThat(status.agentConnected()).isFalse();
  }

  @Test
  void failedCall_isAFailure() {
    cluster.aws.fail("DescribeContainerInstances", Answer.error("ThrottlingException", "slow"));

    Map<String, Machine> asked =
        Map.of(FakeCluster.instanceArn(7), Machine.of(FakeCluster.instanceArn(7)));
    assertThat(statuses().read("prod", asked, Urgency.BACKGROUND))
        .isInstanceOfSatisfying(
            Result.Failed.class, failed -> assertThat(failed.throttled()).isTrue());
  }

  private List<HostStatus> read(Map<String, Machine> machines) {
    return switch (statuses().read("prod", machines, Urgency.BACKGROUND)) {
      case Result.Ok<List<HostStatus>>(List<HostStatus> read) -> read;
      case Result.Failed<List<HostStatus>> failed -> throw new AssertionError(failed.reason());
    };
  }

  private HostStatuses statuses() {
    return new HostStatuses(cluster.calls(CallGate.open()));
  }

  private static void number(ArrayNode resources, String name, int value) {
    resources.addObject().put("name", name).put("type", "INTEGER").put("integerValue", value);
  }

  private static void set(ArrayNode resources, String name, String... values) {
    ArrayNode set =
        resources.addObject().put("name", name).put("type", "STRINGSET").putArray("stringSetValue");
    List.of(values).forEach(set::add);
  }
}
