package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.TransportProtocol;

/**
 * Gives tasks their ports and addresses, and takes them back.
 *
 * <ul>
 *   <li>Fixed host ports are held from placement on: two tasks that want the same one never share a
 *       host.
 *   <li>Dynamic ports are held from the start of the containers, addresses from PENDING on.
 *   <li>All are free again when the last container has ended, which is before STOPPED is said.
 * </ul>
 */
final class Network {
  private final Dice dice;
  private final WorldSettings settings;
  private final AddressPool addresses;

  Network(Dice dice, WorldSettings settings) {
    this.dice = dice;
    this.settings = settings;
    this.addresses = new AddressPool(dice.split(), settings.addressReuse());
  }

  /** Whether the host has every fixed port free that the task definition asks for. */
  static boolean fits(LiveHost host, List<PortMapping> fixed) {
    return fixed.stream().allMatch(mapping -> host.ports(mapping).isFree(mapping.hostPort()));
  }

  /** The mappings with a host port of their own choice, as Docker will be asked for them. */
  static List<PortMapping> fixedPorts(boolean hostMode, List<PortMapping> mappings) {
    List<PortMapping> fixed = new ArrayList<>();
    for (PortMapping mapping : mappings) {
      if (mapping.hostPort() != null && mapping.hostPort() != 0) {
        fixed.add(mapping);
      } else if (hostMode && mapping.containerPort() != null) {
        fixed.add(mapping.toBuilder().hostPort(mapping.containerPort()).build());
      }
    }
    return fixed;
  }

  void holdFixedPorts(LiveTask task) {
    if (task.hasOwnInterface() || task.host.isEmpty()) {
      return;
    }
    LiveHost host = task.host.get();
    for (LiveContainer container : task.containers) {
      for (PortMapping fixed : fixedPorts(task.hostMode(), container.definition.portMappings())) {
        host.ports(fixed).hold(fixed.hostPort());
      }
    }
    task.holdsNetwork = true;
  }

  void attachInterface(LiveTask task) {
    task.networkInterface =
        Optional.of(
            new LiveInterface(
                dice.uuid().toString(),
                "eni-0" + dice.hex(16),
                "subnet-0" + dice.hex(16),
                "0a:"
                    + dice.hex(2)
                    + ":"
                    + dice.hex(2)
                    + ":"
                    + dice.hex(2)
                    + ":"
                    + dice.hex(2)
                    + ":"
                    + dice.hex(2),
                addresses.hold()));
    task.holdsNetwork = true;
  }

  /** Publishes the ports of a bridge task; tells whether the host had enough of them. */
  boolean publishPorts(LiveTask task) {
    // Neither host mode nor awsvpc has bindings: the agent reads them from Docker's
    // NetworkSettings.Ports, which is empty there (amazon-ecs-agent, MetadataFromContainer).
    if (task.hasOwnInterface() || task.hostMode() || task.host.isEmpty()) {
      return true;
    }
    for (LiveContainer container : task.containers) {
      List<NetworkBinding> bindings = new ArrayList<>();
      for (PortMapping mapping : container.definition.portMappings()) {
        Optional<NetworkBinding> binding = publish(task.host.get(), mapping);
        if (binding.isEmpty()) {
          container.bindings = List.copyOf(bindings);
          return false;
        }
        bindings.add(binding.get());
        if (settings.ipv6Bindings()) {
          bindings.add(binding.get().toBuilder().bindIP("::").build());
        }
      }
      container.bindings = List.copyOf(bindings);
    }
    return true;
  }

  private static Optional<NetworkBinding> publish(LiveHost host, PortMapping mapping) {
    TransportProtocol protocol =
        mapping.protocol() == null ? TransportProtocol.TCP : mapping.protocol();
    NetworkBinding.Builder binding = NetworkBinding.builder().bindIP("0.0.0.0").protocol(protocol);
    if (mapping.containerPortRange() != null) {
      int length = length(mapping.containerPortRange());
      OptionalInt first = host.ports(mapping).holdDynamic(length);
      if (first.isEmpty()) {
        return Optional.empty();
      }
      int last = first.getAsInt() + length - 1;
      return Optional.of(
          binding
              .containerPortRange(mapping.containerPortRange())
              .hostPortRange(first.getAsInt() + "-" + last)
              .build());
    }
    binding.containerPort(mapping.containerPort());
    if (mapping.hostPort() != null && mapping.hostPort() != 0) {
      return Optional.of(binding.hostPort(mapping.hostPort()).build());
    }
    OptionalInt port = host.ports(mapping).holdDynamic(1);
    return port.isEmpty()
        ? Optional.empty()
        : Optional.of(binding.hostPort(port.getAsInt()).build());
  }

  private static int length(String range) {
    int dash = range.indexOf('-');
    return Integer.parseInt(range.substring(dash + 1))
        - Integer.parseInt(range.substring(0, dash))
        + 1;
  }

  /** Takes back all the task holds. What ECS goes on saying of it is not touched. */
  void release(LiveTask task) {
    if (!task.holdsNetwork) {
      return;
    }
    task.holdsNetwork = false;
    if (task.hasOwnInterface()) {
      addresses.free(task.networkInterface.orElseThrow().address());
    } else {
      releasePorts(task);
    }
  }

  private static void releasePorts(LiveTask task) {
    LiveHost host = task.host.orElseThrow();
    for (LiveContainer container : task.containers) {
      for (PortMapping fixed : fixedPorts(task.hostMode(), container.definition.portMappings())) {
        host.ports(fixed).free(fixed.hostPort());
      }
      for (NetworkBinding binding : container.bindings) {
        releaseDynamic(host, container, binding);
      }
    }
  }

  private static void releaseDynamic(
      LiveHost host, LiveContainer container, NetworkBinding binding) {
    if (binding.bindIP().equals("::")) {
      return; // the second binding of the same port
    }
    PortPool pool = binding.protocol() == TransportProtocol.UDP ? host.udp : host.tcp;
    if (binding.hostPortRange() != null) {
      int first =
          Integer.parseInt(
              binding.hostPortRange().substring(0, binding.hostPortRange().indexOf('-')));
      for (int i = 0; i < length(binding.hostPortRange()); i++) {
        pool.free(first + i);
      }
      return;
    }
    boolean fixed =
        fixedPorts(false, container.definition.portMappings()).stream()
            .anyMatch(
                mapping ->
                    mapping.hostPort().equals(binding.hostPort()) && host.ports(mapping) == pool);
    if (!fixed) {
      pool.free(binding.hostPort());
    }
  }
}
