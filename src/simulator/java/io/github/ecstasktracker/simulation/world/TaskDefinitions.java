package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Identity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** The task definitions of the account; a registered revision never changes. */
final class TaskDefinitions {
  private final Identity identity;
  private final Map<String, List<TaskDefinition>> families = new LinkedHashMap<>();

  TaskDefinitions(Identity identity) {
    this.identity = identity;
  }

  /** Registers the next revision of its family. */
  TaskDefinition register(TaskDefinition content) {
    List<TaskDefinition> revisions =
        families.computeIfAbsent(content.family(), family -> new ArrayList<>());
    int revision = revisions.size() + 1;
    TaskDefinition registered =
        content.toBuilder()
            .revision(revision)
            .taskDefinitionArn(identity.taskDefinition(content.family(), revision))
            .status("ACTIVE")
            .build();
    revisions.add(registered);
    return registered;
  }

  /** The first is 1; 0 for what is none. */
  private static int revision(String text) {
    try {
      int revision = Integer.parseInt(text);
      return Integer.toString(revision).equals(text) ? revision : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /** By ARN, {@code family:revision}, or family alone for its newest revision. */
  Optional<TaskDefinition> find(String reference) {
    String name = Identity.lastPart(reference);
    int colon = name.indexOf(':');
    List<TaskDefinition> revisions =
        families.getOrDefault(colon < 0 ? name : name.substring(0, colon), List.of());
    if (colon < 0) {
      return revisions.isEmpty() ? Optional.empty() : Optional.of(revisions.getLast());
    }
    int revision = revision(name.substring(colon + 1));
    return revision < 1 || revision > revisions.size()
        ? Optional.empty()
        : Optional.of(revisions.get(revision - 1));
  }
}
