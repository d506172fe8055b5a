package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.History;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.TransportProtocol;

/** One machine of a cluster: an EC2 instance, or a machine of one's own ({@code mi-}). */
final class LiveHost {
  final LiveCluster cluster;
  final String instanceId;
  final String address;
  final String arn;
  final Instant registeredAt;
  final History<ContainerInstance> history;
  final PortPool tcp;
  final PortPool udp;
  final Set<LiveTask> tasks = new LinkedHashSet<>();

  String status = "ACTIVE";
  boolean connected = true;
  // The truth of the machine; ECS learns of its death later.
  boolean alive = true;
  int version;

  LiveHost(
      LiveCluster cluster,
      String instanceId,
      String address,
      String arn,
      Instant registeredAt,
      History<ContainerInstance> history,
      Dice dice,
      double reuse) {
    this.cluster = cluster;
    this.instanceId = instanceId;
    this.address = address;
    this.arn = arn;
    this.registeredAt = registeredAt;
    this.history = history;
    this.tcp = new PortPool(dice.split(), reuse);
    this.udp = new PortPool(dice.split(), reuse);
  }

  boolean external() {
    return instanceId.startsWith("mi-");
  }

  boolean takesTasks() {
    return status.equals("ACTIVE") && connected && alive;
  }

  PortPool ports(PortMapping mapping) {
    return mapping.protocol() == TransportProtocol.UDP ? udp : tcp;
  }
}
