package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Whether a task may serve, by its life and health.
 *
 * <p>Not asked, on purpose: {@code agentConnected}, which flips several times an hour in normal
 * operation while traffic flows; and a host that drains, whose tasks serve until ECS stops them one
 * by one (ECS developer guide, events and container instance draining): what becomes of those is
 * the plan's business.
 */
final class Rotation {
  /** Why a task may not serve. */
  record Verdict(Cause cause, String reason) {}

  private static final String RUNNING = "RUNNING";
  private static final String HEALTHY = "HEALTHY";
  private static final String UNHEALTHY = "UNHEALTHY";
  private static final String UNKNOWN = "UNKNOWN";

  private static final Set<String> ENDING =
      Set.of("DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED", "DELETED");

  private Rotation() {}

  /** Whether the task is on its way out, or gone. There is no way back from it. */
  static boolean stopping(Task task) {
    return "STOPPED".equals(task.desiredStatus())
        || ENDING.contains(orUnknown(task.lastStatus()))
        || task.stoppingAt() != null
        || task.executionStoppedAt() != null
        || task.stoppedAt() != null;
  }

  /** By the task's own life. */
  static Optional<Verdict> byTask(Task task) {
    String status = orUnknown(task.lastStatus());
    if (stopping(task)) {
      String why = task.stoppedReason() == null ? "" : ": " + task.stoppedReason();
      boolean ending = ENDING.contains(status);
      String what = ending ? "task is " + status : "task is about to stop";
      return Optional.of(
          new Verdict(ending ? Cause.STOPPED : Cause.STOPPING, AwsFailures.line(what + why)));
    }
    return status.equals(RUNNING)
        ? Optional.empty()
        : Optional.of(new Verdict(Cause.STARTING, "task is " + status));
  }

  /** By the life of the container that serves, within a task that runs. */
  static Optional<Verdict> byContainer(Container container) {
    String status = orUnknown(container.lastStatus());
    if (status.equals(RUNNING)) {
      return Optional.empty();
    }
    Cause cause = ENDING.contains(status) ? Cause.NO_ADDRESS : Cause.STARTING;
    return Optional.of(new Verdict(cause, "container " + container.name() + " is " + status));
  }

  /**
   * By health. A container without a health check is always UNKNOWN, and serves; one with a check
   * must be HEALTHY. The task's health sums up its essential containers, so it is asked only where
   * all of them are checked.
   */
  static Optional<Verdict> byHealth(
      TaskDefinitionSummary summary, Serving.Port port, Task task, Container container) {
    String own = orUnknown(container.healthStatusAsString());
    if (own.equals(UNHEALTHY)) {
      return Optional.of(unhealthy(container));
    }
    String whole = orUnknown(task.healthStatusAsString());
    if (summary.everyEssentialChecked() && whole.equals(UNHEALTHY)) {
      return Optional.of(
          task.containers().stream()
              .filter(other -> UNHEALTHY.equals(other.healthStatusAsString()))
              .findFirst()
              .map(Rotation::unhealthy)
              .orElseGet(() -> new Verdict(Cause.UNHEALTHY, "task is UNHEALTHY")));
    }
    if (port.healthCheck() && !own.equals(HEALTHY)) {
      return Optional.of(
          new Verdict(
              Cause.HEALTH_PENDING,
              "container "
                  + container.name()
                  + " is not HEALTHY yet: its health check says "
                  + own));
    }
    if (summary.everyEssentialChecked() && !whole.equals(HEALTHY)) {
      return Optional.of(
          new Verdict(
              Cause.HEALTH_PENDING, "task is not HEALTHY yet: its health checks say " + whole));
    }
    return Optional.empty();
  }

  /** As ECS says it, where it says anything. */
  static String orUnknown(@Nullable String status) {
    return status == null ? UNKNOWN : status;
  }

  private static Verdict unhealthy(Container container) {
    return new Verdict(Cause.UNHEALTHY, "container " + container.name() + " is UNHEALTHY");
  }
}
