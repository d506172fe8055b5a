package io.github.ecstasktracker.simulation;

import io.github.ecstasktracker.simulation.world.WorldReads;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.HealthStatus;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;
import software.amazon.awssdk.services.ecs.model.TransportProtocol;

/**
 * Which addresses ought to be served, worked out from the world itself and by rules written down
 * here once more, so that an error of the product is not an error of its oracle.
 *
 * <p>A task counts when it runs on a living host, is not being stopped, and passes its health
 * checks. Of its containers counts the one with a {@code traefik.port} label, else the first with a
 * TCP port; of its ports the labelled one, else the first.
 */
final class Truth {
  private static final String PORT_LABEL = "traefik.port";

  private Truth() {}

  /** Each address with the time at which its task came to run. */
  static SortedMap<String, Instant> expectedServers(
      WorldReads world, String cluster, String service) {
    SortedMap<String, Instant> servers = new TreeMap<>();
    for (Task task : world.runningNow(cluster, service)) {
      TaskDefinition definition = world.taskDefinition(task.taskDefinitionArn()).orElseThrow();
      server(world, cluster, task, definition)
          .ifPresent(address -> servers.put(address, task.startedAt()));
    }
    return servers;
  }

  private static Optional<String> server(
      WorldReads world, String cluster, Task task, TaskDefinition definition) {
    Optional<ContainerDefinition> chosen = chosen(definition.containerDefinitions());
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    Container container =
        task.containers().stream()
            .filter(c -> c.name().equals(chosen.get().name()))
            .findFirst()
            .orElseThrow();
    if (!healthy(task, container, definition, chosen.get())) {
      return Optional.empty();
    }
    int containerPort = containerPort(chosen.get());
    if (definition.networkMode() == NetworkMode.AWSVPC) {
      String address = container.networkInterfaces().getFirst().privateIpv4Address();
      return Optional.of(address + ":" + containerPort);
    }
    String host = world.hostAddress(cluster, task.containerInstanceArn()).orElseThrow();
    int port =
        definition.networkMode() == NetworkMode.HOST
            ? containerPort
            : hostPort(container, containerPort);
    return Optional.of(host + ":" + port);
  }

  private static Optional<ContainerDefinition> chosen(List<ContainerDefinition> containers) {
    return containers.stream()
        .filter(c -> labels(c).containsKey(PORT_LABEL))
        .findFirst()
        .or(() -> containers.stream().filter(c -> tcpPorts(c).findAny().isPresent()).findFirst());
  }

  private static boolean healthy(
      Task task, Container container, TaskDefinition definition, ContainerDefinition chosen) {
    boolean own = chosen.healthCheck() == null || container.healthStatus() == HealthStatus.HEALTHY;
    boolean allChecked =
        definition.containerDefinitions().stream()
            .filter(c -> !Boolean.FALSE.equals(c.essential()))
            .allMatch(c -> c.healthCheck() != null);
    return own
        && task.healthStatus() != HealthStatus.UNHEALTHY
        && (!allChecked || task.healthStatus() == HealthStatus.HEALTHY);
  }

  private static int containerPort(ContainerDefinition container) {
    String label = labels(container).get(PORT_LABEL);
    return label != null
        ? Integer.parseInt(label)
        : tcpPorts(container).findFirst().orElseThrow().containerPort();
  }

  private static Stream<PortMapping> tcpPorts(ContainerDefinition container) {
    return container.portMappings().stream()
        .filter(mapping -> mapping.protocol() != TransportProtocol.UDP)
        .filter(mapping -> mapping.containerPort() != null);
  }

  private static int hostPort(Container container, int containerPort) {
    return container.networkBindings().stream()
        .filter(binding -> binding.containerPort() != null)
        .filter(binding -> binding.containerPort() == containerPort)
        .filter(binding -> binding.protocol() != TransportProtocol.UDP)
        .findFirst()
        .map(NetworkBinding::hostPort)
        .orElseThrow();
  }

  private static Map<String, String> labels(ContainerDefinition container) {
    return container.dockerLabels();
  }
}
