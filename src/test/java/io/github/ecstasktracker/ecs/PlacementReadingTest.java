package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.PortBinding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a read tells of where tasks are, beside what the plan is made from. */
class PlacementReadingTest {
  private static final String ID = "3f2a".repeat(16);

  private final FakeCluster cluster = new FakeCluster();

  @Test
  void bridgeTask_hasItsContainersPortsAndHost() {
    cluster.host(0);
    cluster.definition("web:7");
    cluster.task("a", "web", "web:7", 0);
    cluster.change("a", task -> web(task).put("runtimeId", ID));
    cluster.change("a", PlacementReadingTest::addUdpAndRange);
    instance(0).put("status", "ACTIVE").putObject("versionInfo").put("agentVersion", "1.91.0");
    instance(0)
        .putArray("attributes")
        .add(attribute("ecs.instance-type", "m5.large"))
        .add(attribute("ecs.availability-zone", "us-east-1b"));

    Placement placement = only();

    assertThat(placement.taskId()).isEqualTo("a");
    assertThat(placement.ownAddress()).isEmpty();
    assertThat(placement.ended()).isFalse();
    assertThat(placement.machine())
        .isEqualTo(
            new Machine(
                FakeCluster.instanceArn(0), "i-0", "10.1.0.1", "m5.large", "us-east-1b", "1.91.0"));
    assertThat(placement.containers())
        .containsExactly(
            new PlacedContainer(
                "web",
                ID,
                "RUNNING",
                List.of(
                    new PortBinding("tcp", "", 32_768, 8080),
                    new PortBinding("tcp", "", 40_000, 9000),
                    new PortBinding("tcp", "", 40_001, 9001),
                    new PortBinding("tcp", "::", 32_768, 8080),
                    new PortBinding("udp", "", 32_768, 53))));
  }

  @Test
  void taskOfNoService_isPlacedToo() {
    cluster.host(0);
    cluster.definition("web:7");
    cluster.task("a", "web", "web:7", 0);
    cluster.change("a", task -> task.put("group", "family:batch"));

    Placement placement = only();

    assertThat(placement.task().service().service()).isEqualTo("family:batch");
    assertThat(placement.machine()).isEqualTo(Machine.of(FakeCluster.instanceArn(0)));
  }

  @Test
  void taskWithItsOwnAddress_isReachedThereOnItsServingPort() {
    cluster.host(0);
    cluster.definition("web:7").put("networkMode", "awsvpc");
    cluster.task("a", "web", "web:7", 0);
    cluster.change(
        "a",
        task -> {
          web(task).putArray("networkBindings");
          web(task)
              .putArray("networkInterfaces")
              .addObject()
              .put("attachmentId", "1")
              .put("privateIpv4Address", "10.9.0.7");
        });

    Placement placement = only();

    assertThat(placement.ownAddress()).isEqualTo("10.9.0.7");
    assertThat(placement.containers().getFirst().ports())
        .containsExactly(new PortBinding("tcp", "", 8080, 8080));
    assertThat(cluster.aws.count("DescribeContainerInstances")).isZero();
  }

  @Test
  void containersThatCanBeReached_comeFirst() {
    cluster.host(0);
    cluster.definition("web:7");
    cluster.task("a", "web", "web:7", 0);
    cluster.change(
        "a",
        task ->
            task.withArray("containers")
                .insertObject(0)
                .put("name", "agent")
                .put("runtimeId", "1"));

    assertThat(only().containers())
        .extracting(PlacedContainer::name)
        .containsExactly("web", "agent");
  }

  @Test
  void hostOfManyTasksAndReads_isOneInstance() {
    cluster.tasks(3, "web");
    EcsHandler handler = cluster.handler();
    List<Placement> first = Looks.everything(handler).placements();
    List<Placement> second = Looks.everything(handler).placements();

    assertThat(first)
        .hasSize(3)
        .allSatisfy(p -> assertThat(p.machine()).isSameAs(second.getFirst().machine()));
    assertThat(first).isEqualTo(second);
  }

  @Test
  void taskWhoseDefinitionIsBeingRead_isPlacedAtOnce_andAgainWhenItIsKnown() {
    cluster.tasks(3, "web");

    Answered first = Looks.first(cluster.handler(), cluster.tasks.keySet().toArray(String[]::new));
    Answered rest = first.unresolved().orElseThrow().get();

    assertThat(first.placements())
        .extracting(Placement::taskId)
        .containsExactly("web-00000", "web-00001", "web-00002");
    assertThat(first.placements())
        .extracting(Placement::machine)
        .containsOnly(Machine.of(FakeCluster.instanceArn(0)));
    assertThat(rest.placements())
        .extracting(placement -> placement.machine().address())
        .containsExactly("10.1.0.1", "10.1.0.1", "10.1.0.1");
  }

  private Placement only() {
    List<Placement> placements = Looks.everything(cluster.handler()).placements();
    assertThat(placements).hasSize(1);
    return placements.getFirst();
  }

  private ObjectNode instance(int host) {
    return cluster.instances.get(FakeCluster.instanceArn(host));
  }

  private static ObjectNode web(ObjectNode task) {
    return (ObjectNode) task.path("containers").path(task.path("containers").size() - 1);
  }

  private static void addUdpAndRange(ObjectNode task) {
    web(task)
        .withArray("networkBindings")
        .add(binding("::", "tcp").put("containerPort", 8080).put("hostPort", 32_768))
        .add(binding("0.0.0.0", "udp").put("containerPort", 53).put("hostPort", 32_768))
        .add(
            binding("0.0.0.0", "tcp")
                .put("containerPortRange", "9000-9001")
                .put("hostPortRange", "40000-40001"));
  }

  private static ObjectNode binding(String ip, String protocol) {
    return StubAws.JSON.createObjectNode().put("bindIP", ip).put("protocol", protocol);
  }

  private static ObjectNode attribute(String name, String value) {
    return StubAws.JSON.createObjectNode().put("name", name).put("value", value);
  }
}
