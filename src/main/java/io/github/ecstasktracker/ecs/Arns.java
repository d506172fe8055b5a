package io.github.ecstasktracker.ecs;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names inside Amazon resource names, in both forms: {@code task/3f2a} and the longer {@code
 * task/prod/3f2a}. The last segment is the thing itself in either form; nothing else is read from
 * an ARN, so that no form can be mistaken for another.
 */
public final class Arns {
  private static final String SERVICE_GROUP = "service:";

  private Arns() {}

  /** A cluster's short name, from its name or its ARN. */
  public static String clusterName(String nameOrArn) {
    return last(nameOrArn);
  }

  /**
   * What stands behind the last slash: a task's id, a task definition's {@code family:revision}.
   */
  public static String last(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  /**
   * The service of a task's {@code group}. Empty for tasks that no service started. Service tasks
   * always carry {@code service:<name>}, and nobody can change it (ECS developer guide, task
   * groups).
   */
  static Optional<String> serviceName(@Nullable String group) {
    return group != null
            && group.startsWith(SERVICE_GROUP)
            && group.length() > SERVICE_GROUP.length()
        ? Optional.of(group.substring(SERVICE_GROUP.length()))
        : Optional.empty();
  }
}
