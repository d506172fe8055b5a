package io.github.ecstasktracker.directory;

/** Who told of a task, in the order of trust: where two speak of one container, the first wins. */
public enum Source {
  /** ECS, of a task that it runs. */
  ECS,
  /** ECS, of a task that has stopped, and that it may have forgotten. */
  HISTORY,
  /** An agent on a host. */
  AGENT
}
