package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.excluded;
import static io.github.ecstasktracker.ecs.TaskCase.awsvpc;
import static io.github.ecstasktracker.ecs.TaskCase.binding;
import static io.github.ecstasktracker.ecs.TaskCase.bridge;
import static io.github.ecstasktracker.ecs.TaskCase.check;
import static io.github.ecstasktracker.ecs.TaskCase.http;
import static io.github.ecstasktracker.ecs.TaskCase.tcp;
import static io.github.ecstasktracker.ecs.TaskCase.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which task is in rotation: its life, its container's life, its health. In every network mode. */
class RotationRulesTest {
  private static final Address BRIDGE = new Address("10.0.1.5", 32_768);
  private static final Address AWSVPC = new Address("10.0.2.9", 8080);

  /** A bridge task whose container has a health check. */
  private static TaskCase checked(String health, String taskHealth) {
    return TaskCase.of("bridge")
        .container(
            "web",
            c -> c.healthCheck(check()),
            c -> c.healthStatus(health).networkBindings(binding(8080, 32_768)),
            tcp(8080))
        .task(task -> task.healthStatus(taskHealth));
  }

  @Test
  void rule1_runningAndWantedRunning_serves() {
    assertThat(bridge().state()).isEqualTo(http("10.0.1.5", 32_768));
    assertThat(awsvpc().state()).isEqualTo(http("10.0.2.9", 8080));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROVISIONING", "PENDING", "ACTIVATING", "SOMETHING_NEW"})
  void rule1_notRunningYet_isStarting_inEveryMode(String status) {
    assertThat(bridge().task(t -> t.lastStatus(status)).state())
        .isEqualTo(excluded(Cause.STARTING, BRIDGE, "task is " + status));
    assertThat(awsvpc().task(t -> t.lastStatus(status)).state())
        .isEqualTo(excluded(Cause.STARTING, AWSVPC, "task is " + status));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED", "DELETED"})
  void rule1_ending_isStopped_inEveryMode(String status) {
    assertThat(bridge().task(t -> t.lastStatus(status)).state())
        .isEqualTo(excluded(Cause.STOPPED, BRIDGE, "task is " + status));
    assertThat(awsvpc().task(t -> t.lastStatus(status)).state())
        .isEqualTo(excluded(Cause.STOPPED, AWSVPC, "task is " + status));
  }

  @Test
  void rule1_runningButWantedStopped_isStopped() {
    assertThat(
            bridge()
                .task(t -> t.desiredStatus("STOPPED").stoppedReason("Scaling\nactivity"))
                .state())
        .isEqualTo(excluded(Cause.STOPPING, BRIDGE, "task is about to stop: Scaling activity"));
  }

  @Test
  void rule1_withoutAStatus_isNotServing() {
    assertThat(bridge().task(t -> t.lastStatus(null)).state())
        .isEqualTo(excluded(Cause.STARTING, BRIDGE, "task is UNKNOWN"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stoppingAt", "executionStoppedAt", "stoppedAt"})
  void executionStoppedAtOrStoppingAt_equalStopping(String field) {
    Instant then = Instant.EPOCH;
    TaskCase example =
        bridge()
            .task(
                t -> {
                  switch (field) {
                    case "stoppingAt" -> t.stoppingAt(then);
                    case "executionStoppedAt" -> t.executionStoppedAt(then);
                    default -> t.stoppedAt(then);
                  }
                });

    assertThat(example.state())
        .isEqualTo(excluded(Cause.STOPPING, BRIDGE, "task is about to stop"));
  }

  @ParameterizedTest
  @CsvSource({"PENDING, STARTING", "STOPPED, NO_ADDRESS", "UNKNOWN, STARTING"})
  void rule2_containerNotRunning_doesNotServe(String status, Cause cause) {
    TaskCase example =
        TaskCase.of("bridge").container("web", c -> {}, c -> c.lastStatus(status), tcp(8080));

    assertThat(example.state()).isEqualTo(excluded(cause, "container web is " + status));
  }

  @Test
  void rule3_noHealthCheck_unknownIsAccepted() {
    ObservedTask seen = bridge().read();

    assertThat(seen.state()).isEqualTo(http("10.0.1.5", 32_768));
    assertThat(seen.healthChecked()).isFalse();
    assertThat(seen.task().health()).isEqualTo("UNKNOWN");
  }

  @Test
  void rule3_healthCheckAndHealthy_serves() {
    ObservedTask seen = checked("HEALTHY", "HEALTHY").read();

    assertThat(seen.state()).isEqualTo(http("10.0.1.5", 32_768));
    assertThat(seen.healthChecked()).isTrue();
    assertThat(seen.task().health()).isEqualTo("HEALTHY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNKNOWN", ""})
  void rule3_healthCheckAndUnknown_isPending_soThatAServerThatIsInStaysIn(String health) {
    assertThat(checked(health.isEmpty() ? null : health, "UNKNOWN").state())
        .isEqualTo(
            excluded(
                Cause.HEALTH_PENDING,
                BRIDGE,
                "container web is not HEALTHY yet: its health check says UNKNOWN"));
  }

  @Test
  void rule3_unhealthy_leaves_inBridgeModeToo() {
    assertThat(checked("UNHEALTHY", "UNHEALTHY").state())
        .isEqualTo(excluded(Cause.UNHEALTHY, BRIDGE, "container web is UNHEALTHY"));
  }

  @Test
  void rule3_unhealthyWithoutAHealthCheckInTheDefinition_leavesAllTheSame() {
    TaskCase example =
        TaskCase.of("bridge")
            .container(
                "web",
                c -> {},
                c -> c.healthStatus("UNHEALTHY").networkBindings(binding(8080, 32_768)),
                tcp(8080));

    assertThat(example.state())
        .isEqualTo(excluded(Cause.UNHEALTHY, BRIDGE, "container web is UNHEALTHY"));
  }

  @Test
  void taskHealth_isAskedOnlyWhereEveryEssentialContainerIsChecked() {
    assertThat(
            checked("HEALTHY", "UNKNOWN")
                .container("sidecar", c -> {}, c -> c.healthStatus("UNKNOWN"))
                .state())
        .isEqualTo(http("10.0.1.5", 32_768));
    assertThat(
            checked("HEALTHY", "UNKNOWN")
                .container("helper", c -> c.essential(false), c -> c.healthStatus("UNHEALTHY"))
                .state())
        .isEqualTo(
            excluded(
                Cause.HEALTH_PENDING,
                BRIDGE,
                "task is not HEALTHY yet: its health checks say UNKNOWN"));
  }

  @Test
  void taskHealth_unhealthySidecar_isNamed() {
    assertThat(
            checked("HEALTHY", "UNHEALTHY")
                .container("sidecar", c -> c.healthCheck(check()), c -> c.healthStatus("UNHEALTHY"))
                .state())
        .isEqualTo(excluded(Cause.UNHEALTHY, BRIDGE, "container sidecar is UNHEALTHY"));
    assertThat(checked("HEALTHY", "UNHEALTHY").state())
        .isEqualTo(excluded(Cause.UNHEALTHY, BRIDGE, "task is UNHEALTHY"));
  }

  @Test
  void taskHealth_ofAnUncheckedServerAmongCheckedOnes_stillDecides() {
    ObservedTask seen =
        TaskCase.of("bridge")
            .container(
                "web",
                c -> c.essential(false),
                c -> c.networkBindings(binding(8080, 32_768)),
                tcp(8080))
            .container("main", c -> c.healthCheck(check()), c -> c.healthStatus("HEALTHY"))
            .task(t -> t.healthStatus("HEALTHY"))
            .read();

    assertThat(seen.state()).isEqualTo(http("10.0.1.5", 32_768));
    assertThat(seen.healthChecked()).isTrue();
  }

  @Test
  void rule4_noAddressYet_concludesNothing() {
    assertThat(TaskCase.of("bridge").container("web", c -> {}, c -> {}, tcp(8080)).state())
        .isEqualTo(unknown("container web shows no binding of port 8080 yet"));
  }

  @Test
  void unhealthyTaskWithoutAnAddress_concludesNothing() {
    TaskCase example =
        TaskCase.of("bridge")
            .container("web", c -> {}, c -> c.healthStatus("UNHEALTHY"), tcp(8080));

    assertThat(example.state())
        .isEqualTo(unknown("container web shows no binding of port 8080 yet"));
  }

  @Test
  void taskOfNoService_isNotServed() {
    ObservedTask seen = bridge().task(t -> t.group("family:web").healthStatus("HEALTHY")).read();

    assertThat(seen.state())
        .isEqualTo(excluded(Cause.DISABLED, "not a service's task: group family:web"));
    assertThat(seen.backend()).isEmpty();
    assertThat(seen.task().service().service()).isEqualTo("family:web");
    assertThat(bridge().task(t -> t.group("service:")).state())
        .isEqualTo(excluded(Cause.DISABLED, "not a service's task: group service:"));
    assertThat(bridge().task(t -> t.group(null)).state())
        .isEqualTo(excluded(Cause.DISABLED, "not a service's task: group null"));
  }

  @Test
  void containerThatIsNotDescribed_concludesNothing_unlessTheTaskStopped() {
    assertThat(TaskCase.of("bridge").definedOnly("web", tcp(8080)).state())
        .isEqualTo(unknown("container web is not described"));
    assertThat(
            TaskCase.of("bridge")
                .definedOnly("web", tcp(8080))
                .task(t -> t.lastStatus("STOPPED"))
                .state())
        .isEqualTo(excluded(Cause.STOPPED, "task is STOPPED"));
  }

  @Test
  void connectivityLost_changesNothing() {
    assertThat(bridge().task(t -> t.connectivity("DISCONNECTED")).state())
        .isEqualTo(http("10.0.1.5", 32_768));
  }

  @Test
  void launchTypeAbsent_changesNothing() {
    assertThat(bridge().task(t -> t.launchType((String) null)).state())
        .isEqualTo(http("10.0.1.5", 32_768));
    assertThat(awsvpc().task(t -> t.launchType("MANAGED_INSTANCES")).state())
        .isEqualTo(http("10.0.2.9", 8080));
  }
}
