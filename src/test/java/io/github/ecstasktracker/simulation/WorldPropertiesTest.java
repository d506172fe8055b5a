package io.github.ecstasktracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.simulation.client.CallHook;
import io.github.ecstasktracker.simulation.client.InProcessClients;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.Definition;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.Health;
import io.github.ecstasktracker.simulation.world.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.Task;

/** What must hold in every world, tried over many seeds of random histories. */
class WorldPropertiesTest {
  private static final int SEEDS = 60;
  private static final int STEPS = 40;
  private static final int HOST_MODE = 4;
  private static final List<Definition> DEFINITIONS =
      List.of(
          Definition.bridge(80),
          Definition.bridge(80, 81).container("sidecar").ports(90).udp(53),
          Definition.bridge(80).healthCheck(),
          Definition.bridge().portRange("8000-8004").fixedPort(80, 8080),
          Definition.host(7000),
          Definition.awsvpc(80),
          Definition.fargate(8080).healthCheck());

  @Test
  void anyHistory_keepsVersionsRisingStatusesAdvancingAndAddressesApart() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      play(seed);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sameSeed_givesTheSameTrace(long seed) {
    assertThat(play(seed)).isEqualTo(play(seed));
  }

  @Test
  void otherSeed_givesAnotherTrace() {
    assertThat(play(1)).isNotEqualTo(play(2));
  }

  private static String play(long seed) {
    Dice dice = Dice.of(seed + 1_000_000);
    SimulatedAccount account = SimulatedAccount.inVirtualTime(seed);
    EcsClient ecs = new InProcessClients(account.api(), CallHook.NONE).ecs();
    account.buckets().unlimited();
    account.events().to(new Watcher(seed)::see);
    ClusterScript cluster = account.cluster("demo").hosts(6);
    for (int i = 0; i < DEFINITIONS.size(); i++) {
      cluster.service("s" + i).tasks(3).runs(DEFINITIONS.get(i));
    }
    int addresses = 0;
    for (int step = 0; step < STEPS; step++) {
      ServiceScript service = cluster.service("s" + dice.below(DEFINITIONS.size()));
      act(dice, cluster, service);
      account.time().advance(dice.within(Span.ofMillis(100, 20_000)));
      addresses += addressesAreApart(ecs, seed);
    }
    assertThat(addresses).as("addresses seen, seed %d", seed).isGreaterThan(STEPS);
    makeRoom(cluster);
    account.time().settle(Duration.ofHours(1));
    return account.traceHash();
  }

  /** So that fixed ports find a host each, and every service can come to rest. */
  private static void makeRoom(ClusterScript cluster) {
    cluster.activate("i-0001").activate("i-0002");
    for (int i = 0; i < DEFINITIONS.size(); i++) {
      cluster.service("s" + i).tasks(2);
    }
  }

  private static void act(Dice dice, ClusterScript cluster, ServiceScript service) {
    switch (dice.below(8)) {
      case 0 -> service.tasks(dice.below(6));
      case 1 -> service.roll();
      case 2 -> service.crash(1 + dice.below(2));
      case 3 -> service.stop(1);
      case 4 -> service.health(1, Health.UNHEALTHY);
      case 5 -> cluster.drain("i-000" + (1 + dice.below(2)));
      case 6 -> cluster.activate("i-000" + (1 + dice.below(2)));
      default -> service.percents(50, 150);
    }
  }

  /** No address that a running task has, on whatever port and protocol, is another's. */
  private static int addressesAreApart(EcsClient ecs, long seed) {
    Map<String, String> owners = new HashMap<>();
    for (ListTasksResponse page : ecs.listTasksPaginator(r -> r.cluster("demo"))) {
      if (page.taskArns().isEmpty()) {
        continue;
      }
      for (Task task : ecs.describeTasks(r -> r.cluster("demo").tasks(page.taskArns())).tasks()) {
        if (task.lastStatus().equals("RUNNING")) {
          for (String address : addresses(task)) {
            assertThat(owners.put(address, task.taskArn()))
                .as("owner of %s besides %s, seed %d", address, task.taskArn(), seed)
                .isNull();
          }
        }
      }
    }
    return owners.size();
  }

  private static List<String> addresses(Task task) {
    List<String> addresses = new ArrayList<>();
    task.attachments().forEach(eni -> addresses.add(eni.details().toString()));
    for (Container container : task.containers()) {
      for (NetworkBinding binding : container.networkBindings()) {
        String port =
            binding.hostPort() == null ? binding.hostPortRange() : "" + binding.hostPort();
        addresses.add(task.containerInstanceArn() + " " + binding.protocol() + " " + port);
      }
    }
    if (task.group().equals("service:s" + HOST_MODE)) {
      addresses.add(task.containerInstanceArn() + " the port of host mode");
    }
    return addresses;
  }

  /** Sees every event of a world, in order and none lost, and every port a running task claims. */
  private static final class Watcher {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long seed;
    private final Map<String, Integer> versions = new HashMap<>();
    private final Map<String, TaskStatus> statuses = new HashMap<>();

    Watcher(long seed) {
      this.seed = seed;
    }

    void see(String event) {
      JsonNode detail = read(event).path("detail");
      String task = detail.path("taskArn").asText();
      int version = detail.path("version").asInt();
      assertThat(version)
          .as("version of %s, seed %d", task, seed)
          .isEqualTo(versions.getOrDefault(task, 0) + 1);
      versions.put(task, version);
      TaskStatus status = TaskStatus.valueOf(detail.path("lastStatus").asText());
      TaskStatus before = statuses.put(task, status);
      assertThat(before == null || status.compareTo(before) >= 0)
          .as("%s from %s to %s, seed %d", task, before, status, seed)
          .isTrue();
      assertThat(before).as("life after STOPPED, seed %d", seed).isNotEqualTo(TaskStatus.STOPPED);
    }

    private static JsonNode read(String event) {
      try {
        return JSON.readTree(event);
      } catch (JsonProcessingException e) {
        return fail("not JSON: " + event, e);
      }
    }
  }
}
