package io.github.ecstasktracker.http;

/** Routes that are opened together. */
public enum RouteGroup {
  /** What tells of the table. */
  TABLE("read"),
  /** What changes it. */
  SYNC("sync"),
  /** What is where: tasks, containers and hosts. */
  QUERY("read"),
  /** What agents tell. */
  REPORT("report");

  private final String scope;

  RouteGroup(String scope) {
    this.scope = "ecs-task-tracker:" + scope;
  }

  /** The word for it in a token of an issuer that says what its bearer may do. */
  public String scope() {
    return scope;
  }
}
