package io.github.ecstasktracker.simulation.world;

import software.amazon.awssdk.services.ecs.model.Task;

/** Hears of every change of a task that raises its version, in order. */
@FunctionalInterface
public interface TaskListener {
  void taskChanged(Task task);
}
