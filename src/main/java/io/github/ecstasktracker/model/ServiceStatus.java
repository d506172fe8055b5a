package io.github.ecstasktracker.model;

/** What DescribeServices says of a service. */
public sealed interface ServiceStatus {
  /** ACTIVE or DRAINING. */
  record Live(int runningCount) implements ServiceStatus {}

  /** Deleted, and still known to ECS. */
  record Inactive() implements ServiceStatus {}

  /** ECS knows no such service. */
  record Missing() implements ServiceStatus {}
}
