package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ecs.model.LaunchType;

/** One service, as it really is. A re-created service is another one of the same name. */
final class LiveService {
  enum Status {
    ACTIVE,
    DRAINING,
    INACTIVE
  }

  final LiveCluster cluster;
  final String name;
  final String arn;
  final LaunchType launchType;
  final Instant createdAt;
  final History<ServiceView> history;
  // The tasks not yet STOPPED, oldest first.
  final Set<LiveTask> alive = new LinkedHashSet<>();
  // Newest first: the first one is PRIMARY.
  final List<LiveDeployment> deployments = new ArrayList<>();

  Status status = Status.ACTIVE;
  int desired;
  int minimumHealthyPercent = 100;
  int maximumPercent = 200;
  boolean replacesUnhealthy = true;
  boolean lookPlanned;

  LiveService(
      LiveCluster cluster,
      String name,
      String arn,
      LaunchType launchType,
      Instant createdAt,
      History<ServiceView> history) {
    this.cluster = cluster;
    this.name = name;
    this.arn = arn;
    this.launchType = launchType;
    this.createdAt = createdAt;
    this.history = history;
  }

  LiveDeployment primary() {
    return deployments.getFirst();
  }

  /** Most tasks there may be at once while a deployment runs. */
  int ceiling() {
    return Math.max(1, desired * maximumPercent / 100);
  }

  /** Fewest healthy tasks there must be while a deployment runs. */
  int floor() {
    return (desired * minimumHealthyPercent + 99) / 100;
  }

  boolean steady() {
    if (status == Status.INACTIVE) {
      return true;
    }
    return status == Status.ACTIVE
        && !lookPlanned
        && deployments.size() == 1
        && alive.size() == desired
        && allServe();
  }

  private boolean allServe() {
    for (LiveTask task : alive) {
      if (!task.serving()) {
        return false;
      }
    }
    return true;
  }
}
