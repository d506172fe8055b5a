package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A cluster: lists one task and reads it as the controller would, so that every permission on the
 * way to its address is tried.
 */
public final class ClusterCheck implements Check {
  private final String cluster;
  private final Function<String, Result<Optional<String>>> anyTask;
  private final DesiredState desired;

  /**
   * @param anyTask the ARN of any task of a cluster, empty where there is none
   */
  public ClusterCheck(
      String cluster, Function<String, Result<Optional<String>>> anyTask, DesiredState desired) {
    this.cluster = cluster;
    this.anyTask = anyTask;
    this.desired = desired;
  }

  @Override
  public List<Finding> run() {
    String name = "cluster " + cluster;
    return switch (anyTask.apply(cluster)) {
      case Result.Failed<Optional<String>>(String reason, boolean throttled) ->
          List.of(
              reason.contains("ClusterNotFoundException")
                  ? Finding.found(name, reason, "check --cluster / CLUSTER and --region / REGION")
                  : Finding.failed(name, reason));
      case Result.Ok<Optional<String>>(Optional<String> arn) when arn.isEmpty() ->
          List.of(Finding.ok(name, "reachable, and runs no task to try further calls on"));
      case Result.Ok<Optional<String>>(Optional<String> arn) -> read(name, arn.orElseThrow());
    };
  }

  private List<Finding> read(String name, String arn) {
    return switch (desired.describe(cluster, Set.of(arn), Urgency.LIVE)) {
      case Observation.Void(String reason, boolean throttled) ->
          List.of(Finding.failed(name, reason));
      case Observation.Listed(
              List<ObservedTask> tasks,
              List<Observation.UnattributedTask> unattributed,
              var _) -> {
        List<Finding> findings = new ArrayList<>();
        unattributed.forEach(task -> findings.add(Finding.failed(name, task.state().reason())));
        tasks.forEach(task -> findings.addAll(judge(name, task)));
        if (findings.isEmpty()) {
          findings.add(Finding.ok(name, "reachable; a task was read down to its address"));
        }
        yield findings;
      }
    };
  }

  private List<Finding> judge(String name, ObservedTask task) {
    List<Finding> findings = new ArrayList<>();
    if (task.state() instanceof TaskState.Unknown unknown) {
      findings.add(Finding.failed(name, unknown.reason()));
    }
    if (desired.statusOf(List.of(task.task().service()), Urgency.LIVE)
        instanceof
        Result.Failed<Map<ServiceKey, ServiceStatus>>(String reason, boolean throttled)) {
      findings.add(Finding.failed(name, reason));
    }
    return findings;
  }
}
