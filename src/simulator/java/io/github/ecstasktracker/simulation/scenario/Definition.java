package io.github.ecstasktracker.simulation.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;
import software.amazon.awssdk.services.ecs.model.TransportProtocol;

/**
 * What a task is made of, to be written down in a line. Immutable; each method gives another one,
 * and those about a container speak of the one named last.
 */
public final class Definition {
  private final LaunchType launchType;
  private final NetworkMode networkMode;
  private final List<ContainerDefinition> containers;

  private Definition(
      LaunchType launchType, NetworkMode networkMode, List<ContainerDefinition> containers) {
    this.launchType = launchType;
    this.networkMode = networkMode;
    this.containers = List.copyOf(containers);
  }

  private static Definition of(LaunchType launchType, NetworkMode networkMode) {
    return new Definition(launchType, networkMode, List.of()).container("app");
  }

  /** A dynamic host port for each container port. */
  public static Definition bridge(int... containerPorts) {
    return of(LaunchType.EC2, NetworkMode.BRIDGE).ports(containerPorts);
  }

  public static Definition host(int... ports) {
    return of(LaunchType.EC2, NetworkMode.HOST).ports(ports);
  }

  public static Definition awsvpc(int... containerPorts) {
    return of(LaunchType.EC2, NetworkMode.AWSVPC).ports(containerPorts);
  }

  public static Definition fargate(int... containerPorts) {
    return of(LaunchType.FARGATE, NetworkMode.AWSVPC).ports(containerPorts);
  }

  /** ECS Anywhere, in bridge mode. */
  public static Definition anywhere(int... containerPorts) {
    return of(LaunchType.EXTERNAL, NetworkMode.BRIDGE).ports(containerPorts);
  }

  /** One more container, without ports. */
  public Definition container(String name) {
    List<ContainerDefinition> more = new ArrayList<>(containers);
    more.add(
        ContainerDefinition.builder()
            .name(name)
            .image("registry.example/" + name + ":1")
            .essential(true)
            .memory(64)
            .portMappings(List.of())
            .build());
    return new Definition(launchType, networkMode, more);
  }

  public Definition ports(int... containerPorts) {
    Definition with = this;
    for (int port : containerPorts) {
      with = with.mapping(mapping -> mapping.containerPort(port));
    }
    return with;
  }

  public Definition udp(int containerPort) {
    return mapping(m -> m.containerPort(containerPort).protocol(TransportProtocol.UDP));
  }

  public Definition fixedPort(int containerPort, int hostPort) {
    return mapping(m -> m.containerPort(containerPort).hostPort(hostPort));
  }

  /** For example "8080-8090". */
  public Definition portRange(String containerPorts) {
    return mapping(m -> m.containerPortRange(containerPorts));
  }

  private Definition mapping(UnaryOperator<PortMapping.Builder> content) {
    PortMapping.Builder builder = PortMapping.builder().protocol(TransportProtocol.TCP);
    PortMapping mapping = content.apply(builder).build();
    if (networkMode == NetworkMode.AWSVPC && mapping.containerPort() != null) {
      // ECS itself sets it so for awsvpc.
      mapping = mapping.toBuilder().hostPort(mapping.containerPort()).build();
    }
    PortMapping added = mapping;
    return last(
        container -> {
          List<PortMapping> mappings = new ArrayList<>(container.build().portMappings());
          mappings.add(added);
          return container.portMappings(mappings);
        });
  }

  public Definition label(String name, String value) {
    return last(
        container -> {
          Map<String, String> labels = new HashMap<>(container.build().dockerLabels());
          labels.put(name, value);
          return container.dockerLabels(labels);
        });
  }

  public Definition healthCheck() {
    return last(container -> container.healthCheck(check -> check.command("CMD-SHELL", "true")));
  }

  public Definition notEssential() {
    return last(container -> container.essential(false));
  }

  private Definition last(UnaryOperator<ContainerDefinition.Builder> change) {
    List<ContainerDefinition> changed = new ArrayList<>(containers);
    changed.set(changed.size() - 1, change.apply(changed.getLast().toBuilder()).build());
    return new Definition(launchType, networkMode, changed);
  }

  LaunchType launchType() {
    return launchType;
  }

  TaskDefinition content(String family) {
    TaskDefinition.Builder content =
        TaskDefinition.builder().family(family).containerDefinitions(containers);
    // DescribeTaskDefinition leaves the mode out where nobody chose one: it is bridge then.
    return networkMode == NetworkMode.BRIDGE
        ? content.build()
        : content.networkMode(networkMode).build();
  }
}
