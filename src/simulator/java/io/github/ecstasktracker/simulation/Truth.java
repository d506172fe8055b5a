package io.github.ecstasktracker.simulation;

import io.github.ecstasktracker.simulation.world.WorldReads;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /**
   * What follows from a task definition alone.
   *
   * @param container the name of the one that counts
   * @param checked whether that one has a health check
   * @param allChecked whether all essential ones have
   */
  private record Rule(
      NetworkMode mode, String container, int port, boolean checked, boolean allChecked) {}

  private final WorldReads world;

  /** By the definition's ARN; a revision never changes. */
  private final Map<String, Optional<Rule>> rules = new HashMap<>();

  Truth(WorldReads world) {
    this.world = world;
  }

  /** Each address with the time at which its task came to run. */
  SortedMap<String, Instant> expectedServers(String cluster, String service) {
    SortedMap<String, Instant> servers = new TreeMap<>();
    for (Task task : world.runningNow(cluster, service)) {
      Optional<Rule> rule = rules.computeIfAbsent(task.taskDefinitionArn(), this::rule);
      if (rule.isPresent()) {
        Container container = container(task, rule.get().container());
        if (healthy(task, container, rule.get())) {
          servers.put(server(cluster, task, container, rule.get()), task.startedAt());
        }
      }
    }
    return servers;
  }

  /**
   * Addresses of the service's tasks that run by ECS's own record, whatever has become of their
   * hosts and whatever their health checks say.
   */
  SortedSet<String> standing(String cluster, String service) {
    SortedSet<String> standing = new TreeSet<>();
    for (Task task : world.recordedRunning(cluster, service)) {
      address(cluster, task).ifPresent(standing::add);
    }
    return standing;
  }

  /** Where a task is, as it is described; empty where the description does not tell. */
  Optional<String> address(String cluster, Task task) {
    Optional<Rule> rule = rules.computeIfAbsent(task.taskDefinitionArn(), this::rule);
    if (rule.isEmpty()) {
      return Optional.empty();
    }
    NetworkMode mode = rule.get().mode();
    int port = rule.get().port();
    Container container = container(task, rule.get().container());
    if (mode == NetworkMode.AWSVPC) {
      return container.networkInterfaces().stream()
          .findFirst()
          .map(eni -> eni.privateIpv4Address() + ":" + port);
    }
    boolean bound = mode == NetworkMode.HOST || !container.networkBindings().isEmpty();
    return bound
        ? world
            .hostAddress(cluster, task.containerInstanceArn())
            .map(host -> host + ":" + (mode == NetworkMode.HOST ? port : hostPort(container, port)))
        : Optional.empty();
  }

  /** Whether a task passes its health checks, as it is described. */
  boolean healthy(Task task) {
    Optional<Rule> rule = rules.computeIfAbsent(task.taskDefinitionArn(), this::rule);
    return rule.isPresent() && healthy(task, container(task, rule.get().container()), rule.get());
  }

  private Optional<Rule> rule(String definitionArn) {
    TaskDefinition definition = world.taskDefinition(definitionArn).orElseThrow();
    boolean allChecked =
        definition.containerDefinitions().stream()
            .filter(c -> !Boolean.FALSE.equals(c.essential()))
            .allMatch(c -> c.healthCheck() != null);
    return chosen(definition.containerDefinitions())
        .map(
            chosen ->
                new Rule(
                    definition.networkMode(),
                    chosen.name(),
                    containerPort(chosen),
                    chosen.healthCheck() != null,
                    allChecked));
  }

  private static Container container(Task task, String name) {
    for (Container container : task.containers()) {
      if (container.name().equals(name)) {
        return container;
      }
    }
    throw new IllegalStateException(task.taskArn() + " has no container " + name);
  }

  private String server(String cluster, Task task, Container container, Rule rule) {
    if (rule.mode() == NetworkMode.AWSVPC) {
      return container.networkInterfaces().getFirst().privateIpv4Address() + ":" + rule.port();
    }
    String host = world.hostAddress(cluster, task.containerInstanceArn()).orElseThrow();
    int port = rule.mode() == NetworkMode.HOST ? rule.port() : hostPort(container, rule.port());
    return host + ":" + port;
  }

  private static Optional<ContainerDefinition> chosen(List<ContainerDefinition> containers) {
    return containers.stream()
        .filter(c -> labels(c).containsKey(PORT_LABEL))
        .findFirst()
        .or(() -> containers.stream().filter(c -> tcpPorts(c).findAny().isPresent()).findFirst());
  }

  private static boolean healthy(Task task, Container container, Rule rule) {
    boolean own = !rule.checked() || container.healthStatus() == HealthStatus.HEALTHY;
    return own
        && task.healthStatus() != HealthStatus.UNHEALTHY
        && (!rule.allChecked() || task.healthStatus() == HealthStatus.HEALTHY);
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
    for (NetworkBinding binding : container.networkBindings()) {
      if (binding.containerPort() != null
          && binding.containerPort() == containerPort
          && binding.protocol() != TransportProtocol.UDP) {
        return binding.hostPort();
      }
    }
    throw new IllegalStateException(container.containerArn() + " binds no port " + containerPort);
  }

  private static Map<String, String> labels(ContainerDefinition container) {
    return container.dockerLabels();
  }
}
