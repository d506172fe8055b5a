package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.Sights.Seen;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;

/**
 * Which container instances ECS drains: one DescribeContainerInstances for each hundred.
 *
 * <ul>
 *   <li>A read of everything asks for all anew; any other only for those never asked for.
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
  private final BoundedCache<String, Boolean> known;

  Drains(AwsCalls calls, Fanout fanout, int max) {
    this.calls = calls;
    this.fanout = fanout;
    this.known = new BoundedCache<>(max);
  }

  /**
   * The same tasks, with the servers told from others whose hosts drain.
   *
   * @param seen where each of them runs, in their order
   * @param everything whether this is a read of a whole cluster
   */
  List<ObservedTask> settle(
      String cluster,
      List<ObservedTask> tasks,
      List<Seen> seen,
      boolean everything,
      Urgency urgency) {
    Set<String> instances = new TreeSet<>();
    for (int i = 0; i < tasks.size(); i++) {
      if (tasks.get(i).state() instanceof TaskState.Resolved && seen.get(i).instance() != null) {
        instances.add(seen.get(i).instance());
      }
    }
    ask(cluster, instances, everything, urgency);
    List<ObservedTask> settled = new ArrayList<>(tasks.size());
    for (int i = 0; i < tasks.size(); i++) {
      settled.add(settle(tasks.get(i), seen.get(i).instance()));
    }
    return settled;
  }

  private ObservedTask settle(ObservedTask task, @Nullable String instance) {
    return instance != null
            && task.state() instanceof TaskState.Resolved(Server server)
            && known.get(instance).orElse(false)
        ? task.with(new TaskState.Resolved(server.onDrainingHost()))
        : task;
  }

  private void ask(String cluster, Set<String> instances, boolean anew, Urgency urgency) {
    List<String> due = instances.stream().filter(arn -> anew || known.get(arn).isEmpty()).toList();
    List<List<String>> pages = Fanout.batches(due, AwsCalls.ECS_PAGE);
    fanout
        .map(pages, page -> calls.describeContainerInstances(cluster, page, urgency))
        .forEach(this::take);
  }

  private void take(Result<DescribeContainerInstancesResponse> page) {
    switch (page) {
      case Result.Ok<DescribeContainerInstancesResponse>(var answer) -> {
        for (ContainerInstance instance : answer.containerInstances()) {
          known.put(instance.containerInstanceArn(), DRAINING.equals(instance.status()));
        }
      }
      case Result.Failed<DescribeContainerInstancesResponse>(String reason, boolean _) ->
          LOG.atWarn()
              .addKeyValue("reason", reason)
              .log("not known which hosts drain now; what was known before stands");
    }
  }
}
