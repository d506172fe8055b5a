package io.github.ecstasktracker.http;

/** A group of routes with the same access rules. */
public enum RouteGroup {
  /** Routes that show the table. */
  TABLE("read"),
  /** Routes that change the table. */
  SYNC("sync"),
  /** Routes of the directory: tasks, containers and hosts. */
  QUERY("read"),
  /** Routes for agents' reports. */
  REPORT("report");

  private final String scope;

  RouteGroup(String scope) {
    this.scope = "ecs-task-tracker:" + scope;
  }

  /** The scope that opens the group in a token of an issuer. */
  public String scope() {
    return scope;
  }
}
