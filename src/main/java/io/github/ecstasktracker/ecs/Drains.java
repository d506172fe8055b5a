package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.DescribedTasks.Seen;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;

/**
 * Which container instances ECS drains: one DescribeContainerInstances for each hundred.
 *
 * <ul>
 *   <li>A pass asks for all again; a single call only for those never asked for.
 *   <li>A failed call teaches nothing: what was known before stands, and an instance of which
 *       nothing is known does not drain.
 *   <li>Bounded.
 * </ul>
 */
final class Drains {
  private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
  private static final String DRAINING = "DRAINING";

  private final AwsCalls calls;
  private final Fanout fanout;
  private final int max;
  private final Map<String, BoundedCache<String, Boolean>> knownByCluster =
      new ConcurrentHashMap<>();

  Drains(AwsCalls calls, Fanout fanout, int max) {
    this.calls = calls;
    this.fanout = fanout;
    this.max = max;
  }

  /**
   * The same tasks, with the servers told from others whose hosts drain.
   *
   * @param seen where each of them runs, in their order
   */
  List<ObservedTask> settle(
      String cluster, List<ObservedTask> tasks, List<? extends Seen> seen, Urgency urgency) {
    BoundedCache<String, Boolean> known = known(cluster);
    Set<String> instances = new TreeSet<>();
    for (int i = 0; i < tasks.size(); i++) {
      if (tasks.get(i).state() instanceof TaskState.Resolved && seen.get(i).instance() != null) {
        instances.add(seen.get(i).instance());
      }
    }
    instances.removeIf(arn -> known.get(arn).isPresent());
    ask(cluster, instances, urgency);
    List<ObservedTask> settled = new ArrayList<>(tasks.size());
    for (int i = 0; i < tasks.size(); i++) {
      settled.add(settle(known, tasks.get(i), seen.get(i).instance()));
    }
    return settled;
  }

  private static ObservedTask settle(
      BoundedCache<String, Boolean> known, ObservedTask task, @Nullable String instance) {
    return instance != null
            && task.state() instanceof TaskState.Resolved(Server server)
            && known.get(instance).orElse(false)
        ? task.with(new TaskState.Resolved(server.onDrainingHost()))
        : task;
  }

  /** Asks again for every instance of the cluster that is known. */
  void refresh(String cluster, Urgency urgency) {
    ask(cluster, known(cluster).keys(), urgency);
  }

  private BoundedCache<String, Boolean> known(String cluster) {
    return knownByCluster.computeIfAbsent(cluster, _ -> new BoundedCache<>(max));
  }

  private void ask(String cluster, Collection<String> instances, Urgency urgency) {
    List<List<String>> pages = Fanout.batches(instances, AwsCalls.ECS_PAGE);
    fanout
        .map(pages, page -> calls.describeContainerInstances(cluster, page, urgency))
        .forEach(page -> take(known(cluster), page));
  }

  private static void take(
      BoundedCache<String, Boolean> known, Result<DescribeContainerInstancesResponse> page) {
    switch (page) {
      case Result.Ok<DescribeContainerInstancesResponse>(var answer) -> {
        for (ContainerInstance instance : answer.containerInstances()) {
          known.put(instance.containerInstanceArn(), DRAINING.equals(instance.status()));
        }
      }
      case Result.Failed<DescribeContainerInstancesResponse>(String reason, boolean _) ->
          LOG.atWarn()
              .addKeyValue("reason", reason)
              .log("draining hosts not read; keeping the previous answer");
    }
  }
}
