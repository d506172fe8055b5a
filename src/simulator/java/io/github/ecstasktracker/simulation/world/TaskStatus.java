package io.github.ecstasktracker.simulation.world;

/** The life of a task, in order (Amazon ECS developer guide, "Task lifecycle"). */
public enum TaskStatus {
  PROVISIONING,
  PENDING,
  ACTIVATING,
  RUNNING,
  DEACTIVATING,
  STOPPING,
  DEPROVISIONING,
  STOPPED
}
