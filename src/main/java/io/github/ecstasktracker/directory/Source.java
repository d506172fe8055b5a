package io.github.ecstasktracker.directory;

/**
 * Where a task is known from, in order of precedence: if two sources know one container, the first
 * wins.
 */
public enum Source {
  /** ECS, for a task that it runs. */
  ECS,
  /** ECS, for a stopped task that it may have forgotten since. */
  HISTORY,
  /** An agent on a host. */
  AGENT
}
