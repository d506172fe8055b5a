package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.Result;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Where a task's serving container listens, by network mode. The launch type is not asked: it is
 * absent where a capacity provider started the task.
 */
final class Addresses {
  /*
   * The same attachment is called ElasticNetworkInterface by DescribeTasks and eni by task events
   * (ECS developer guide, task state change events). Service Connect and EBS volumes are
   * attachments too.
   */
  private static final Set<String> INTERFACES = Set.of("ElasticNetworkInterface", "eni");

  private final Map<String, Result<Host>> hosts;

  /**
   * @param hosts by container instance ARN
   */
  Addresses(Map<String, Result<Host>> hosts) {
    this.hosts = hosts;
  }

  Located locate(NetworkMode mode, Serving.Port port, Task task, Container container) {
    return switch (mode) {
      case AWSVPC -> onItsOwnInterface(port, task, container);
      case HOST -> onTheHost(port, task, container);
      case BRIDGE -> behindTheHost(port, task, container);
      case NONE -> new Located.Nowhere("network mode none");
    };
  }

  private static Located onItsOwnInterface(Serving.Port port, Task task, Container container) {
    return Stream.concat(
            container.networkInterfaces().stream().flatMap(Addresses::ips),
            task.attachments().stream().flatMap(attachment -> ips(attachment, task)))
        .findFirst()
        .map(ip -> at(ip, port.containerPort()))
        .orElseGet(
            () ->
                new Located.Undetermined(
                    "container " + port.container() + " shows no network interface yet"));
  }

  /** The task's own address, where it has one. */
  static Optional<String> own(Task task) {
    return Stream.concat(
            task.containers().stream()
                .flatMap(container -> container.networkInterfaces().stream())
                .flatMap(Addresses::ips),
            task.attachments().stream().flatMap(attachment -> ips(attachment, task)))
        .findFirst();
  }

  private static Stream<String> ips(NetworkInterface nic) {
    return Stream.of(
            Optional.ofNullable(nic.privateIpv4Address()), Optional.ofNullable(nic.ipv6Address()))
        .flatMap(Optional::stream)
        .filter(ip -> !ip.isEmpty());
  }

  /** A stopped task's interface is detached already, and still tells where the task was. */
  private static Stream<String> ips(Attachment attachment, Task task) {
    boolean counts = "ATTACHED".equals(attachment.status()) || Rotation.stopping(task);
    return counts && INTERFACES.contains(Objects.requireNonNullElse(attachment.type(), ""))
        ? attachment.details().stream()
            .filter(detail -> "privateIPv4Address".equals(detail.name()))
            .map(KeyValuePair::value)
            .filter(ip -> ip != null && !ip.isEmpty())
        : Stream.empty();
  }

  /**
   * In host mode the agent reports no bindings (amazon-ecs-agent, docker_client.go), so the
   * definition tells the port; should bindings be there all the same, they are nearer the truth.
   */
  private Located onTheHost(Serving.Port port, Task task, Container container) {
    return Bindings.find(container.networkBindings(), port.containerPort())
        .map(bound -> onHost(bound, task))
        .orElseGet(
            () -> {
              int hostPort = port.hostPort() > 0 ? port.hostPort() : port.containerPort();
              return onHost(new Bindings.Bound("0.0.0.0", hostPort), task);
            });
  }

  private Located behindTheHost(Serving.Port port, Task task, Container container) {
    return Bindings.find(container.networkBindings(), port.containerPort())
        .map(bound -> onHost(bound, task))
        .orElseGet(
            () ->
                new Located.Undetermined(
                    "container "
                        + port.container()
                        + " shows no binding of port "
                        + port.containerPort()
                        + " yet"));
  }

  private Located onHost(Bindings.Bound bound, Task task) {
    if (bound.loopback()) {
      return new Located.Nowhere(
          "no port: bound to " + bound.ip() + " only, which no other host reaches");
    }
    if (!bound.everywhere()) {
      return at(bound.ip(), bound.hostPort());
    }
    if (task.containerInstanceArn() == null) {
      return new Located.Undetermined("the task names no container instance");
    }
    Result<Host> host =
        hosts.getOrDefault(
            task.containerInstanceArn(),
            new Result.Failed<>("container instance not looked up", false));
    return switch (host) {
      case Result.Ok<Host>(Host found) -> at(found.address(bound.ipv6()), bound.hostPort());
      case Result.Failed<Host>(String reason, boolean throttled) ->
          new Located.Undetermined(reason);
    };
  }

  /** One odd answer must not break the read of all others. */
  private static Located at(String ip, int port) {
    boolean bare = !ip.startsWith("[");
    return bare
        ? new Located.At(new Address(ip, port))
        : new Located.Undetermined("'" + ip + "' is no address");
  }
}
