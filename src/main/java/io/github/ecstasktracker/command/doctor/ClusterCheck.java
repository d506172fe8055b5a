package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsReader;
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
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Checks a cluster: lists one task and reads it as the controller would, which exercises every
 * permission needed to find its address.
 */
public final class ClusterCheck implements Check {
  private final String cluster;
  private final Function<String, Result<Optional<String>>> anyTask;
  private final EcsReader ecs;

  /**
   * @param anyTask finds the ARN of any task of a cluster; empty if there is none
   */
  public ClusterCheck(
      String cluster, Function<String, Result<Optional<String>>> anyTask, EcsReader ecs) {
    this.cluster = cluster;
    this.anyTask = anyTask;
    this.ecs = ecs;
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
          List.of(Finding.ok(name, "reachable; it runs no task to try further calls on"));
      case Result.Ok<Optional<String>>(Optional<String> arn) -> read(name, arn.orElseThrow());
    };
  }

  private List<Finding> read(String name, String arn) {
    Description answer = ecs.describe(cluster, () -> List.of(arn), Urgency.LIVE);
    return switch (answer) {
      case Description.Failed(var _, String reason, boolean _) ->
          List.of(Finding.failed(name, reason));
      case Description.Refused(var _, String reason) -> List.of(Finding.failed(name, reason));
      case Description.Answered answered -> {
        Description.Answered whole = answered.unresolved().map(Supplier::get).orElse(answered);
        List<Finding> findings = new ArrayList<>();
        answered
            .missing()
            .forEach(gone -> findings.add(Finding.failed(name, "ECS reports MISSING for " + gone)));
        answered.undescribed().values().forEach(why -> findings.add(Finding.failed(name, why)));
        whole.tasks().forEach(task -> findings.addAll(judge(name, task)));
        if (findings.isEmpty()) {
          findings.add(Finding.ok(name, "reachable; a task was read including its address"));
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
    if (ecs.statusOf(List.of(task.task().service()), Urgency.LIVE)
        instanceof
        Result.Failed<Map<ServiceKey, ServiceStatus>>(String reason, boolean throttled)) {
      findings.add(Finding.failed(name, reason));
    }
    return findings;
  }
}
