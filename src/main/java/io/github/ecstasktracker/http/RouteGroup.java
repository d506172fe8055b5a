package io.github.ecstasktracker.http;

/** Routes that are opened together. */
public enum RouteGroup {
  /** What tells of the table, and what changes it. */
  OPERATOR,
  /** What is where: tasks, containers and hosts. */
  QUERY,
  /** What agents tell. */
  REPORT
}
