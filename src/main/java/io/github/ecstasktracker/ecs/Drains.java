package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.DescribedTasks.Seen;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.Failure;

/**
 * Which container instances ECS drains: one DescribeContainerInstances for each hundred.
 *
 * <ul>
 *   <li>A pass asks for all again; a description only for those of which nothing is known.
 *   <li>The answer that {@link HostLookup} reads an address from counts too.
 *   <li>A failed call teaches nothing: what was known before stands, and an instance of which
 *       nothing is known does not drain. The same holds for one that ECS deregistered or does not
 *       know, while tasks run there.
 *   <li>An instance without a living task in two whole passes is forgotten. One pass is not enough:
 *       it may have failed to describe a task.
 *   <li>Bounded, also where no list is ever whole.
 * </ul>
 */
final class Drains {
  private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
  private static final String DRAINING = "DRAINING";
  private static final String INACTIVE = "INACTIVE";

  private final AwsCalls calls;
  private final Fanout fanout;
  private final int max;
  private final Map<String, Instances> byCluster = new ConcurrentHashMap<>();
  private final SingleFlight<Boolean> asking = new SingleFlight<>();

  Drains(AwsCalls calls, Fanout fanout, int max) {
    this.calls = calls;
    this.fanout = fanout;
    this.max = max;
  }

  /**
   * The same tasks, with the servers marked whose hosts drain.
   *
   * @param seen where each of them runs, in their order
   */
  List<ObservedTask> settle(String cluster, List<ObservedTask> tasks, List<? extends Seen> seen) {
    Instances known = instances(cluster);
    Set<String> unknown = new TreeSet<>();
    for (int i = 0; i < tasks.size(); i++) {
      String instance = seen.get(i).instance();
      if (instance != null && isLiving(tasks.get(i))) {
        known.used(instance);
        if (tasks.get(i).state() instanceof TaskState.Resolved && !known.has(instance)) {
          unknown.add(instance);
        }
      }
    }
    asking.get(
        unknown,
        mine -> {
          ask(cluster, mine.stream().filter(each -> !known.has(each)).toList(), Urgency.LIVE);
          return Map.of();
        });
    List<ObservedTask> settled = new ArrayList<>(tasks.size());
    for (int i = 0; i < tasks.size(); i++) {
      settled.add(settle(known, tasks.get(i), seen.get(i).instance()));
    }
    return settled;
  }

  private static boolean isLiving(ObservedTask task) {
    return !(task.state() instanceof TaskState.Excluded excluded && excluded.cause().isFinal());
  }

  private static ObservedTask settle(
      Instances known, ObservedTask task, @Nullable String instance) {
    return instance != null
            && task.state() instanceof TaskState.Resolved(Server server)
            && known.drains(instance)
        ? task.with(new TaskState.Resolved(server.onDrainingHost()))
        : task;
  }

  /** Asks again for every instance of the cluster that is known. */
  void refresh(String cluster, Urgency urgency) {
    ask(cluster, instances(cluster).all(), urgency);
  }

  /** A pass whose list of the cluster is whole has described all of it. */
  void passEnded(String cluster) {
    instances(cluster).passEnded();
  }

  private Instances instances(String cluster) {
    return byCluster.computeIfAbsent(cluster, _ -> new Instances(max));
  }

  private void ask(String cluster, Collection<String> instances, Urgency urgency) {
    List<List<String>> pages = Fanout.batches(instances, EcsReader.PAGE);
    fanout
        .map(pages, page -> calls.describeContainerInstances(cluster, page, urgency))
        .forEach(page -> take(cluster, page));
  }

  /** ECS answered, whoever asked. */
  void described(String cluster, DescribeContainerInstancesResponse answer) {
    Instances known = instances(cluster);
    for (ContainerInstance instance : answer.containerInstances()) {
      if (INACTIVE.equals(instance.status())) {
        known.gone(instance.containerInstanceArn());
      } else {
        known.put(instance.containerInstanceArn(), DRAINING.equals(instance.status()));
      }
    }
    answer.failures().stream().map(Failure::arn).filter(Objects::nonNull).forEach(known::gone);
  }

  private void take(String cluster, Result<DescribeContainerInstancesResponse> page) {
    switch (page) {
      case Result.Ok<DescribeContainerInstancesResponse>(var answer) -> described(cluster, answer);
      case Result.Failed<DescribeContainerInstancesResponse>(String reason, boolean _) ->
          LOG.atWarn()
              .addKeyValue("reason", reason)
              .log("draining hosts not read; keeping the previous answer");
    }
  }

  /** Instances of one cluster. Safe between threads. */
  private static final class Instances {
    private final int max;
    private final BoundedCache<String, Boolean> draining;
    private Set<String> used = new HashSet<>();
    private Set<String> usedInPassBefore = Set.of();

    Instances(int max) {
      this.max = max;
      this.draining = new BoundedCache<>(max);
    }

    boolean has(String arn) {
      return draining.get(arn).isPresent();
    }

    boolean drains(String arn) {
      return draining.get(arn).orElse(false);
    }

    List<String> all() {
      return draining.keys();
    }

    void put(String arn, boolean drains) {
      draining.put(arn, drains);
    }

    /** So that tasks which are still there do not ask for it at each description. */
    void gone(String arn) {
      draining.put(arn, drains(arn));
    }

    /** A living task runs there. */
    synchronized void used(String arn) {
      if (used.size() < max) {
        used.add(arn);
      }
    }

    synchronized void passEnded() {
      Set<String> kept = new HashSet<>(used);
      kept.addAll(usedInPassBefore);
      draining.keep(kept);
      usedInPassBefore = used;
      used = new HashSet<>();
    }
  }
}
