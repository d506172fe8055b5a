package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Span;
import java.time.Duration;

/**
 * How long things take.
 *
 * @param toPending from PROVISIONING, the network interface being made (awsvpc and Fargate only)
 * @param toActivating from PENDING, the agent having accepted the task
 * @param toRunning from ACTIVATING, images being pulled and containers created
 * @param toDeactivating from desiredStatus STOPPED to DEACTIVATING
 * @param toStopping from DEACTIVATING to SIGTERM
 * @param toDeprovisioning from SIGTERM to the end of the last container: the drain window
 * @param toStopped from there to STOPPED, the network interface being taken away
 * @param scheduler from a reason to look at a service to the look
 * @param healthCheck from the start of a container to its first health result
 * @param hostLossNoticed from a host's death to ECS stopping its tasks
 * @param stoppedVisible how long DescribeTasks still knows a stopped task
 */
public record Timings(
    Span toPending,
    Span toActivating,
    Span toRunning,
    Span toDeactivating,
    Span toStopping,
    Span toDeprovisioning,
    Span toStopped,
    Span scheduler,
    Span healthCheck,
    Span hostLossNoticed,
    Duration stoppedVisible) {

  /** As seen of ECS: a task is up within seconds, and drains for up to half a minute. */
  public static Timings realistic() {
    return new Timings(
        Span.ofMillis(2_000, 8_000),
        Span.ofMillis(500, 3_000),
        Span.ofMillis(1_000, 15_000),
        Span.ofMillis(0, 500),
        Span.ofMillis(100, 1_000),
        Span.ofMillis(1_000, 30_000),
        Span.ofMillis(200, 5_000),
        Span.ofMillis(200, 2_000),
        Span.ofMillis(2_000, 15_000),
        Span.ofSeconds(30, 120),
        Duration.ofHours(1));
  }

  /** A tenth or less of the real times, for people who watch and tests that wait. */
  public static Timings quick() {
    return new Timings(
        Span.ofMillis(20, 80),
        Span.ofMillis(10, 50),
        Span.ofMillis(20, 200),
        Span.ofMillis(0, 20),
        Span.ofMillis(10, 50),
        Span.ofMillis(50, 500),
        Span.ofMillis(10, 100),
        Span.ofMillis(10, 50),
        Span.ofMillis(50, 200),
        Span.ofMillis(500, 2_000),
        Duration.ofHours(1));
  }
}
