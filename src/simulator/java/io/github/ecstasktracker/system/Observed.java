package io.github.ecstasktracker.system;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.Task;

/** Counts the answers that showed a process other servers of a service than the answers before. */
final class Observed implements WatchedEcs.Listener {
  private final Map<String, Boolean> serving = new HashMap<>();
  private long changes;

  EcsClient at(EcsClient client, LongSupplier clock) {
    return new WatchedEcs(client, clock, this);
  }

  void reset() {
    changes = 0;
  }

  /** Of each service and answer one. */
  long changes() {
    return changes;
  }

  @Override
  public void described(
      DescribeTasksRequest request, DescribeTasksResponse answer, long begunNanos) {
    Set<String> changed = new HashSet<>();
    for (Task task : answer.tasks()) {
      boolean serves =
          task.lastStatus().equals("RUNNING") && task.desiredStatus().equals("RUNNING");
      Boolean before = serving.put(task.taskArn(), serves);
      if (before == null ? serves : before != serves) {
        changed.add(task.group());
      }
    }
    changes += changed.size();
  }

  @Override
  public void asksForList(ListTasksRequest request) {}

  @Override
  public void listed(ListTasksRequest request, ListTasksResponse answer, long begunNanos) {}

  @Override
  public void endsDescription(DescribeTasksRequest request, long begunNanos) {}

  @Override
  public void failed() {}
}
