package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Machine;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Attribute;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;

/** The machine under a container instance, by the instance's description. */
final class Machines {
  // Set by the agent (ECS developer guide, task placement constraints, built-in attributes).
  private static final String TYPE = "ecs.instance-type";
  private static final String ZONE = "ecs.availability-zone";

  private Machines() {}

  /**
   * The machine.
   *
   * @param address where its ports are reached; empty where that is not known
   */
  static Machine of(ContainerInstance instance, String address) {
    Map<String, String> attributes =
        instance.attributes().stream()
            .filter(attribute -> attribute.value() != null)
            .collect(Collectors.toMap(Attribute::name, Attribute::value, (first, _) -> first));
    String agent = instance.versionInfo() == null ? null : instance.versionInfo().agentVersion();
    return new Machine(
        instance.containerInstanceArn(),
        orEmpty(instance.ec2InstanceId()),
        address,
        attributes.getOrDefault(TYPE, ""),
        attributes.getOrDefault(ZONE, ""),
        orEmpty(agent));
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
