package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.History;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** One task, as it really is. {@code history} holds what ECS has said of it, and when. */
final class LiveTask {
  final String id;
  final String arn;
  final LiveCluster cluster;
  final String group;
  final String startedBy;
  final Optional<LiveService> service;
  final Optional<LiveDeployment> deployment;
  final Optional<LiveHost> host;
  final TaskDefinition definition;
  final LaunchType launchType;
  final List<LiveContainer> containers;
  final Instant createdAt;
  final History<Task> history;

  TaskStatus status;
  boolean wanted = true;
  int version;
  // Raised at each change; a planned step runs only if nothing else happened in between.
  int step;
  Optional<LiveInterface> networkInterface = Optional.empty();
  boolean holdsNetwork;
  Optional<Instant> startedAt = Optional.empty();
  Optional<Instant> stoppingAt = Optional.empty();
  Optional<Instant> stoppedAt = Optional.empty();
  Optional<String> stoppedReason = Optional.empty();
  boolean bindingsLost;

  LiveTask(Birth birth, History<Task> history) {
    this.id = birth.id();
    this.arn = birth.arn();
    this.cluster = birth.cluster();
    this.group = birth.group();
    this.startedBy = birth.startedBy();
    this.service = birth.service();
    this.deployment = birth.deployment();
    this.host = birth.host();
    this.definition = birth.definition();
    this.launchType = birth.launchType();
    this.containers = birth.containers();
    this.createdAt = birth.createdAt();
    this.history = history;
    this.status = hasOwnInterface() ? TaskStatus.PROVISIONING : TaskStatus.PENDING;
  }

  /** What a task is born with and never changes. */
  record Birth(
      String id,
      String arn,
      LiveCluster cluster,
      String group,
      String startedBy,
      Optional<LiveService> service,
      Optional<LiveDeployment> deployment,
      Optional<LiveHost> host,
      TaskDefinition definition,
      LaunchType launchType,
      List<LiveContainer> containers,
      Instant createdAt) {}

  boolean hasOwnInterface() {
    return definition.networkMode() == NetworkMode.AWSVPC;
  }

  boolean hostMode() {
    return definition.networkMode() == NetworkMode.HOST;
  }

  boolean stopped() {
    return status == TaskStatus.STOPPED;
  }

  boolean onLiveHost() {
    return host.isEmpty() || host.get().alive;
  }

  /** Running, and really there: its host is alive, and ECS does not stop it. */
  boolean serving() {
    return status == TaskStatus.RUNNING && wanted && onLiveHost() && healthy();
  }

  /** Every container that has a health check passes it. */
  boolean healthy() {
    for (LiveContainer container : containers) {
      if (container.hasHealthCheck() && container.health != Health.HEALTHY) {
        return false;
      }
    }
    return true;
  }

  boolean unhealthy() {
    return containers.stream().anyMatch(c -> c.essential() && c.health == Health.UNHEALTHY);
  }
}
