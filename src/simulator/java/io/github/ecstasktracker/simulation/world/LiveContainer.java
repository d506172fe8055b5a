package io.github.ecstasktracker.simulation.world;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;

/** One container of a task, as it really is. */
final class LiveContainer {
  final ContainerDefinition definition;
  final String arn;
  final String imageDigest;
  Optional<String> runtimeId = Optional.empty();
  String lastStatus = "PENDING";
  Optional<Integer> exitCode = Optional.empty();
  List<NetworkBinding> bindings = List.of();
  Health health = Health.UNKNOWN;

  LiveContainer(ContainerDefinition definition, String arn, String imageDigest) {
    this.definition = definition;
    this.arn = arn;
    this.imageDigest = imageDigest;
  }

  String name() {
    return definition.name();
  }

  boolean hasHealthCheck() {
    return definition.healthCheck() != null;
  }

  /** Docker's default for ECS: a container is essential unless it says it is not. */
  boolean essential() {
    return !Boolean.FALSE.equals(definition.essential());
  }
}
