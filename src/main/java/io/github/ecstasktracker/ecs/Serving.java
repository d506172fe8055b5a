package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.TaskState;
import java.util.OptionalInt;

/** Which container of a task definition serves, and on which of its ports. */
sealed interface Serving {
  /**
   * A container serves.
   *
   * @param containerPort the port inside the container
   * @param hostPort the port that the definition fixes on the host; 0 where ECS chooses one
   * @param scheme http, https or h2c
   * @param weight as labelled
   * @param healthCheck whether the definition gives this container a health check
   */
  record Port(
      String container,
      int containerPort,
      int hostPort,
      String scheme,
      OptionalInt weight,
      boolean healthCheck)
      implements Serving {}

  /** No container serves, and no task of this definition ever will. */
  record Nothing(TaskState.Cause cause, String reason) implements Serving {}
}
