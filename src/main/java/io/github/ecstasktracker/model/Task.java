package io.github.ecstasktracker.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An ECS task as described.
 *
 * @param arn the task's ARN, long or short form
 * @param service its service; for a task of no service, the {@code group} stands as the service's
 *     name
 * @param definition the ARN of its task definition
 * @param version ECS's own counter, raised at each change that fires an event; equal to an event's
 *     {@code detail.version}
 * @param lastStatus as ECS says it: PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING,
 *     STOPPING, DEPROVISIONING, STOPPED
 * @param desiredStatus RUNNING or STOPPED
 * @param health HEALTHY, UNHEALTHY or UNKNOWN of the container that serves, where one was found
 * @param startedAt when it came to RUNNING; null before
 */
public record Task(
    String arn,
    ServiceKey service,
    String definition,
    long version,
    String lastStatus,
    String desiredStatus,
    String health,
    @Nullable Instant startedAt) {
  /** Whether ECS counts this task in its service's {@code runningCount}. */
  public boolean running() {
    return lastStatus.equals("RUNNING");
  }
}
