package io.github.ecstasktracker.simulation.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** Chooses a host: among those that fit, one with the fewest tasks, then the oldest. */
final class Placement {
  private Placement() {}

  /** Tells whether hosts matter at all: Fargate tasks have none. */
  static boolean needsHost(LaunchType launchType) {
    return launchType != LaunchType.FARGATE;
  }

  static Optional<LiveHost> choose(
      LiveCluster cluster, LaunchType launchType, TaskDefinition definition) {
    List<PortMapping> fixed = fixedPorts(definition);
    boolean external = launchType == LaunchType.EXTERNAL;
    return cluster.hosts.stream()
        .filter(host -> host.takesTasks() && host.external() == external)
        .filter(host -> Network.fits(host, fixed))
        .min(Comparator.comparingInt(host -> host.tasks.size()));
  }

  private static List<PortMapping> fixedPorts(TaskDefinition definition) {
    List<PortMapping> fixed = new ArrayList<>();
    if (definition.networkMode() != NetworkMode.AWSVPC) {
      boolean hostMode = definition.networkMode() == NetworkMode.HOST;
      definition
          .containerDefinitions()
          .forEach(c -> fixed.addAll(Network.fixedPorts(hostMode, c.portMappings())));
    }
    return fixed;
  }
}
