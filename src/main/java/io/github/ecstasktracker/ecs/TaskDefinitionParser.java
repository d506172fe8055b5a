package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.TaskState;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/**
 * Chooses who serves: the first container with a usable port, and its first TCP port. A container
 * that a label speaks for wins over the first; {@code traefik.port} wins over the first port.
 *
 * <p>The order is the task definition's. DescribeTasks promises none, and a choice that changed
 * from one read to the next would move a backend's servers to and fro.
 */
final class TaskDefinitionParser {
  /**
   * A container with its labels.
   *
   * @param mapping the port that it would serve on
   * @param fault what a label gets wrong, where that is why it has no port
   */
  private record Candidate(
      ContainerDefinition container,
      Labels labels,
      Optional<Mapping> mapping,
      Optional<String> fault) {}

  /** A port mapping that carries TCP. */
  private record Mapping(PortRange range, int hostPort, String appProtocol) {
    Mapping narrowedTo(int port) {
      return new Mapping(new PortRange(port, port), hostPort, appProtocol);
    }
  }

  private final String name;
  private final NetworkMode mode;

  private TaskDefinitionParser(String name, NetworkMode mode) {
    this.name = name;
    this.mode = mode;
  }

  static TaskDefinitionSummary of(TaskDefinition definition) {
    NetworkMode mode = NetworkMode.of(definition.networkModeAsString());
    TaskDefinitionParser rules =
        new TaskDefinitionParser(Arns.last(definition.taskDefinitionArn()), mode);
    return rules.summary(definition.containerDefinitions());
  }

  private TaskDefinitionSummary summary(List<ContainerDefinition> containers) {
    List<Candidate> all = containers.stream().map(this::candidate).toList();
    List<Candidate> enabled = all.stream().filter(c -> c.labels().enabled()).toList();
    List<Candidate> chosen = enabled.stream().filter(c -> c.labels().chosen()).toList();
    List<Candidate> candidates = chosen.isEmpty() ? enabled : chosen;
    Optional<Candidate> server =
        candidates.stream().filter(c -> c.mapping().isPresent()).findFirst();
    Serving serving =
        server
            .flatMap(c -> c.mapping().map(mapping -> port(c, mapping)))
            .orElseGet(() -> nothing(all, candidates));
    return new TaskDefinitionSummary(
        name,
        mode,
        serving,
        server.or(() -> candidates.stream().findFirst()).flatMap(c -> c.labels().backend()),
        all.stream().anyMatch(c -> c.labels().paused()),
        everyEssentialChecked(containers),
        all.stream().flatMap(c -> c.labels().ignored().stream()).toList());
  }

  private Candidate candidate(ContainerDefinition container) {
    Labels labels = Labels.of(container.name(), container.dockerLabels());
    if (mode == NetworkMode.NONE || labels.unusable().isPresent()) {
      return new Candidate(container, labels, Optional.empty(), labels.unusable());
    }
    List<Mapping> tcp = container.portMappings().stream().flatMap(m -> tcp(m).stream()).toList();
    Optional<Mapping> mapping = choose(tcp, labels.port());
    Optional<String> fault =
        mapping.isPresent() || labels.port().isEmpty()
            ? Optional.empty()
            : Optional.of(
                ("no port: label traefik.port=%d, which container %s of %s task definition %s"
                        + " does not map for TCP")
                    .formatted(labels.port().getAsInt(), container.name(), mode, name));
    return new Candidate(container, labels, mapping, fault);
  }

  private Optional<Mapping> choose(List<Mapping> tcp, OptionalInt labelled) {
    if (labelled.isEmpty()) {
      return tcp.stream().findFirst();
    }
    int port = labelled.getAsInt();
    Optional<Mapping> mapped =
        tcp.stream()
            .filter(mapping -> mapping.range().contains(port))
            .map(mapping -> mapping.narrowedTo(port))
            .findFirst();
    // With an address of its own, or the host's, a container is reached on ports nobody mapped.
    return mapped.isPresent() || mode == NetworkMode.BRIDGE
        ? mapped
        : Optional.of(new Mapping(new PortRange(port, port), 0, ""));
  }

  private static Optional<Mapping> tcp(PortMapping mapping) {
    if ("udp".equals(mapping.protocolAsString())) {
      return Optional.empty();
    }
    int hostPort = Objects.requireNonNullElse(mapping.hostPort(), 0);
    String appProtocol = Objects.requireNonNullElse(mapping.appProtocolAsString(), "");
    return PortRange.of(mapping.containerPort(), mapping.containerPortRange())
        .map(range -> new Mapping(range, hostPort, appProtocol.toLowerCase(Locale.ROOT)));
  }

  private static Serving port(Candidate candidate, Mapping mapping) {
    // What the container speaks (ECS API reference, PortMapping); gRPC is HTTP/2 too.
    boolean http2 = mapping.appProtocol().equals("http2") || mapping.appProtocol().equals("grpc");
    return new Serving.Port(
        candidate.container().name(),
        mapping.range().first(),
        mapping.hostPort(),
        candidate.labels().scheme().orElse(http2 ? "h2c" : "http"),
        candidate.labels().weight(),
        candidate.container().healthCheck() != null);
  }

  private Serving nothing(List<Candidate> all, List<Candidate> candidates) {
    if (candidates.isEmpty() && !all.isEmpty()) {
      return new Serving.Nothing(
          TaskState.Cause.DISABLED,
          "label traefik.enable=false of container " + all.getFirst().container().name());
    }
    if (mode == NetworkMode.NONE) {
      return new Serving.Nothing(
          TaskState.Cause.NO_ADDRESS,
          "no port: task definition " + name + " has network mode none");
    }
    boolean mapsSome = candidates.stream().anyMatch(c -> !c.container().portMappings().isEmpty());
    String plain =
        "no port: %s task definition %s maps %s"
            .formatted(mode, name, mapsSome ? "no TCP port" : "none");
    return new Serving.Nothing(
        TaskState.Cause.NO_ADDRESS,
        candidates.stream().flatMap(c -> c.fault().stream()).findFirst().orElse(plain));
  }

  private static boolean everyEssentialChecked(List<ContainerDefinition> containers) {
    List<ContainerDefinition> essential =
        containers.stream().filter(c -> !Boolean.FALSE.equals(c.essential())).toList();
    return !essential.isEmpty() && essential.stream().allMatch(c -> c.healthCheck() != null);
  }
}
