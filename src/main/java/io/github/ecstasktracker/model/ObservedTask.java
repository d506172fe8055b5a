package io.github.ecstasktracker.model;

import java.util.Optional;

/**
 * A task with what it means.
 *
 * @param backend the backend that its labels or its service's name send it to; empty where that is
 *     not known, or where the task belongs to no service
 * @param healthChecked whether its task definition gives the serving container a health check, so
 *     that its health must be described between events
 * @param paused whether the label {@code ecs-task-tracker.paused=true} is on it
 */
public record ObservedTask(
    Task task,
    Optional<BackendKey> backend,
    TaskState state,
    boolean healthChecked,
    boolean paused) {
  /** The same task, seen in another light. */
  public ObservedTask with(TaskState other) {
    return new ObservedTask(task, backend, other, healthChecked, paused);
  }
}
