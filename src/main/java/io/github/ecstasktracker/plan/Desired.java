package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.TaskState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What ECS says a backend should hold: the union of the services that feed it.
 *
 * @param services the services that feed it; empty makes the item foreign
 * @param tasks their tasks, and those of no known backend that belong to these services; no two are
 *     resolved at one address
 * @param unattributed why a task of ours may have been overlooked
 * @param runningSeen how many tasks of each service a list of these services alone found that ECS
 *     counts as running, whatever backend they feed
 * @param handsOff why the backend must be left alone though it is ours: a pause label, a service
 *     that is not allowed
 */
public record Desired(
    BackendKey key,
    SortedSet<ServiceKey> services,
    List<ObservedTask> tasks,
    List<String> unattributed,
    Map<ServiceKey, Long> runningSeen,
    Optional<String> handsOff) {
  public Desired {
    services = Collections.unmodifiableSortedSet(new TreeSet<>(services));
    tasks = List.copyOf(tasks);
    unattributed = List.copyOf(unattributed);
    runningSeen = Map.copyOf(runningSeen);
  }

  /** The same with these tasks in place of its own. */
  Desired with(List<ObservedTask> others) {
    return new Desired(key, services, others, unattributed, runningSeen, handsOff);
  }

  /** Why absence proves nothing now; empty where every task is known. */
  public Optional<HoldCause> incomplete() {
    for (ObservedTask task : tasks) {
      if (task.state() instanceof TaskState.Unknown unknown) {
        return Optional.of(
            new HoldCause.TaskUnknown(Optional.of(task.task().arn()), unknown.reason()));
      }
    }
    return unattributed.stream()
        .findFirst()
        .map(reason -> new HoldCause.TaskUnknown(Optional.empty(), reason));
  }

  /**
   * Two clusters that name a service alike would fight over the backend. A stopped task fights for
   * nothing: a service may move from one cluster to another.
   */
  Optional<String> ambiguity() {
    SortedSet<ServiceKey> namesakes = new TreeSet<>();
    for (ObservedTask task : tasks) {
      ServiceKey service = task.task().service();
      if (service.service().equals(key.name())
          && task.backend().filter(key::equals).isPresent()
          && !stopped(task)) {
        namesakes.add(service);
      }
    }
    return namesakes.size() < 2
        ? Optional.empty()
        : Optional.of(
            "services "
                + namesakes
                + " share the name; tell them apart with the label traefik.backend");
  }

  private static boolean stopped(ObservedTask task) {
    return task.state() instanceof TaskState.Excluded excluded && excluded.cause().isFinal();
  }
}
