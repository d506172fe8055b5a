package io.github.ecstasktracker.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a task is: its containers, their ports, its host. Plans never read it.
 *
 * @param stoppedAt when it came to STOPPED; null before
 * @param machine null where the task has none that can be named: on Fargate
 * @param ownAddress the task's own; empty where it is reached at its host's
 * @param containers one that can be reached before the others, then by name
 */
public record Placement(
    Task task,
    @Nullable Instant stoppedAt,
    @Nullable Machine machine,
    String ownAddress,
    List<PlacedContainer> containers) {
  public Placement {
    containers = List.copyOf(containers);
  }

  /** The task's short name: what stands behind the last slash of its ARN. */
  public String taskId() {
    return taskId(task.arn());
  }

  /** What stands behind the last slash of a task's ARN, in its long or short form. */
  public static String taskId(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  /** Whether it has come to its end: nothing leaves STOPPED. */
  public boolean ended() {
    return stoppedAt != null
        || task.lastStatus().equals("STOPPED")
        || task.lastStatus().equals("DELETED");
  }
}
