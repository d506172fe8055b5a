package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.PortBinding;
import io.github.ecstasktracker.model.Result;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Says where each described task is. Asks for nothing that was not read for the plan: a host that
 * nobody needed an address of may be known by its container instance alone.
 *
 * <p>A task in awsvpc or host mode shows no bindings (amazon-ecs-agent, docker_client.go); its
 * serving port stands for them, as the task definition maps it.
 */
final class PlacementReading {
  /** Of one binding; a wider range would be a list of its own kind. */
  private static final int RANGE_MAX = 100;

  private static final Comparator<PlacedContainer> REACHABLE_FIRST =
      Comparator.comparing((PlacedContainer container) -> container.ports().isEmpty())
          .thenComparing(PlacedContainer::name)
          .thenComparing(PlacedContainer::id);

  private static final Comparator<PortBinding> BEST_FIRST =
      Comparator.comparing((PortBinding port) -> !port.protocol().equals(PortBinding.TCP))
          .thenComparing(port -> !port.bindIp().isEmpty())
          .thenComparingInt(PortBinding::containerPort)
          .thenComparingInt(PortBinding::hostPort)
          .thenComparing(PortBinding::bindIp);

  private final Map<String, Result<TaskDefinitionSummary>> summaries;
  private final Function<String, Optional<Machine>> machines;
  private final Shared shared;

  /**
   * @param summaries by task definition ARN
   * @param machines by container instance ARN
   */
  PlacementReading(
      Map<String, Result<TaskDefinitionSummary>> summaries,
      Function<String, Optional<Machine>> machines,
      Shared shared) {
    this.summaries = summaries;
    this.machines = machines;
    this.shared = shared;
  }

  /**
   * @param seen the same task as the plan sees it
   */
  Placement read(Task task, io.github.ecstasktracker.model.Task seen) {
    Optional<Serving.Port> serving = onItsOwnPort(task);
    String arn = task.containerInstanceArn();
    return new Placement(
        seen,
        task.stoppedAt(),
        arn == null ? null : machines.apply(arn).orElseGet(() -> shared.machine(arn)),
        Addresses.own(task).orElse(""),
        task.containers().stream()
            .map(container -> container(container, serving))
            .sorted(REACHABLE_FIRST)
            .toList());
  }

  private PlacedContainer container(Container container, Optional<Serving.Port> serving) {
    String name = Objects.requireNonNullElse(container.name(), "");
    Stream<PortBinding> bound =
        container.networkBindings().stream().flatMap(PlacementReading::bindings);
    Stream<PortBinding> served =
        serving
            .filter(port -> port.container().equals(name))
            .map(PlacementReading::binding)
            .stream();
    List<PortBinding> ports = Stream.concat(bound, served).distinct().sorted(BEST_FIRST).toList();
    return new PlacedContainer(
        name,
        Objects.requireNonNullElse(container.runtimeId(), ""),
        Rotation.orUnknown(container.lastStatus()),
        ports);
  }

  private Optional<Serving.Port> onItsOwnPort(Task task) {
    return summaries.get(Objects.requireNonNullElse(task.taskDefinitionArn(), ""))
                instanceof Result.Ok<TaskDefinitionSummary>(TaskDefinitionSummary summary)
            && summary.serving() instanceof Serving.Port port
            && (summary.mode() == NetworkMode.AWSVPC || summary.mode() == NetworkMode.HOST)
        ? Optional.of(port)
        : Optional.empty();
  }

  private static PortBinding binding(Serving.Port port) {
    int hostPort = port.hostPort() > 0 ? port.hostPort() : port.containerPort();
    return new PortBinding(PortBinding.TCP, "", hostPort, port.containerPort());
  }

  /** A range is one binding with neither port (amazon-ecs-agent, statechange.go). */
  private static Stream<PortBinding> bindings(NetworkBinding binding) {
    Optional<PortRange> container =
        PortRange.of(binding.containerPort(), binding.containerPortRange());
    Optional<PortRange> host = PortRange.of(binding.hostPort(), binding.hostPortRange());
    if (container.isEmpty() || host.isEmpty()) {
      return Stream.empty();
    }
    int count = Math.min(Math.min(size(container.get()), size(host.get())), RANGE_MAX);
    String protocol = "udp".equals(binding.protocolAsString()) ? "udp" : PortBinding.TCP;
    String ip = bindIp(binding.bindIP());
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new PortBinding(protocol, ip, host.get().first() + i, container.get().first() + i));
  }

  private static int size(PortRange range) {
    return range.last() - range.first() + 1;
  }

  private static String bindIp(@Nullable String ip) {
    return ip == null || ip.equals("0.0.0.0") ? "" : ip;
  }
}
