package io.github.ecstasktracker.model;

import java.util.List;

/**
 * What one read of ECS saw. A read that is not whole says so; it is never taken for a small
 * cluster.
 */
public sealed interface Observation {
  /**
   * The list was read to its end.
   *
   * @param tasks every listed task, and every one that was asked for by name
   * @param unattributed tasks that were listed but not described and whose service is not known:
   *     each counts as Unknown for every service of the read
   * @param placements where the described tasks are, those of no service too
   */
  record Listed(
      List<ObservedTask> tasks, List<UnattributedTask> unattributed, List<Placement> placements)
      implements Observation {
    public Listed {
      tasks = List.copyOf(tasks);
      unattributed = List.copyOf(unattributed);
      placements = List.copyOf(placements);
    }

    /** One that does not tell where tasks are. */
    public Listed(List<ObservedTask> tasks, List<UnattributedTask> unattributed) {
      this(tasks, unattributed, List.of());
    }
  }

  /** The list itself failed: nothing is known. */
  record Void(String reason, boolean throttled) implements Observation {}

  /** A listed task of which nothing else is known. */
  record UnattributedTask(String arn, TaskState.Unknown state) {}
}
