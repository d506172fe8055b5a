package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.plan.Desired;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One read of desired and actual state, of everything or of what feeds one backend, judged and
 * ready to plan from.
 *
 * <p>Immutable. What could not be read is part of it: a plan made from it can be less than whole,
 * never wrong.
 */
final class Reading {
  private final long begunNanos;
  private final boolean everything;
  private final Placed seen;
  private final Placed unfollowedDeaths;
  private final Observed observed;
  private final Function<BackendKey, Result<StoredBackend>> items;
  private final Set<BackendKey> itemKeys;
  private final Optional<String> tableProblem;

  /**
   * What was seen of ECS.
   *
   * @param tasks described tasks of services, believed or marked Unknown, and those that earlier
   *     reads saw stop
   * @param unfollowedDeaths tasks that stopped, by this read or an earlier one, and that this
   *     process has not seen alive in its term: another leader may have given the address to
   *     another
   * @param running how many tasks of each service this read found RUNNING; one that it did not
   *     describe was not found, however it looked when it was
   * @param unattributed by cluster: why tasks that were listed could not be told apart
   * @param voidClusters clusters whose list failed, with the reason
   * @param voidServices services whose list failed, with the reason
   */
  record Observed(
      List<ObservedTask> tasks,
      List<ObservedTask> unfollowedDeaths,
      Map<ServiceKey, Long> running,
      Map<String, List<String>> unattributed,
      Map<String, String> voidClusters,
      Map<ServiceKey, String> voidServices) {
    /** Whether all that was to be listed was listed. */
    boolean whole() {
      return voidClusters.isEmpty() && voidServices.isEmpty();
    }

    /** What could not be listed, and why. */
    List<String> problems() {
      List<String> problems = new ArrayList<>(voidClusters.values());
      problems.addAll(voidServices.values());
      return problems;
    }

    /** Whether no task can have been overlooked. */
    boolean complete() {
      return whole() && unattributed.isEmpty();
    }
  }

  /** Tasks by their backend; those of no known one by their service. */
  private record Placed(
      Map<BackendKey, List<ObservedTask>> byBackend, Map<ServiceKey, List<ObservedTask>> unplaced) {
    static Placed of(List<ObservedTask> tasks) {
      Placed placed = new Placed(new HashMap<>(), new HashMap<>());
      for (ObservedTask task : tasks) {
        BackendKey backend = task.backend().orElse(null);
        List<ObservedTask> place =
            backend == null
                ? placed.unplaced.computeIfAbsent(task.task().service(), _ -> new ArrayList<>())
                : placed.byBackend.computeIfAbsent(backend, _ -> new ArrayList<>());
        place.add(task);
      }
      return placed;
    }

    List<ObservedTask> of(BackendKey key, SortedSet<ServiceKey> services) {
      List<ObservedTask> tasks = new ArrayList<>(byBackend.getOrDefault(key, List.of()));
      services.forEach(service -> tasks.addAll(unplaced.getOrDefault(service, List.of())));
      return tasks;
    }
  }

  Reading(
      long begunNanos,
      boolean everything,
      Observed observed,
      Set<BackendKey> itemKeys,
      Optional<String> tableProblem,
      Function<BackendKey, Result<StoredBackend>> items) {
    this.begunNanos = begunNanos;
    this.everything = everything;
    this.observed = observed;
    this.itemKeys = itemKeys;
    this.tableProblem = tableProblem;
    this.items = items;
    this.seen = Placed.of(observed.tasks());
    this.unfollowedDeaths = Placed.of(observed.unfollowedDeaths());
  }

  long begunNanos() {
    return begunNanos;
  }

  boolean everything() {
    return everything;
  }

  Observed observed() {
    return observed;
  }

  /** Every backend that has tasks or an item here. */
  SortedSet<BackendKey> keys() {
    SortedSet<BackendKey> keys = new TreeSet<>(seen.byBackend().keySet());
    keys.addAll(unfollowedDeaths.byBackend().keySet());
    keys.addAll(itemKeys);
    return keys;
  }

  /** Why the table could not be read; empty where it could. */
  Optional<String> tableProblem() {
    return tableProblem;
  }

  Result<StoredBackend> item(BackendKey key) {
    return items.apply(key);
  }

  List<ObservedTask> tasksOf(BackendKey key) {
    return seen.byBackend().getOrDefault(key, List.of());
  }

  /**
   * What the backend should hold.
   *
   * <p>An unfollowed death is proof where all that lives is known, and only there: else a task that
   * this read could not tell may have the address by now.
   *
   * @param services its feeders; empty for an item that belongs to no known service
   * @return failed where nothing of its services could be listed
   */
  Result<Desired> desired(
      BackendKey key, SortedSet<ServiceKey> services, Predicate<ServiceKey> allowed) {
    List<String> voids = new ArrayList<>();
    for (ServiceKey service : services) {
      voidReason(service).ifPresent(voids::add);
    }
    if (!voids.isEmpty() && voids.size() == services.size()) {
      return new Result.Failed<>(voids.getFirst(), false);
    }
    // Where a list failed nobody can say that an item, or a name without one, is nobody's.
    if (services.isEmpty() && !observed.whole()) {
      return new Result.Failed<>(observed.problems().getFirst(), false);
    }
    List<ObservedTask> tasks = seen.of(key, services);
    SortedSet<String> clusters = new TreeSet<>();
    Map<ServiceKey, Long> running = new HashMap<>();
    for (ServiceKey service : services) {
      clusters.add(service.cluster());
      running.put(service, observed.running().getOrDefault(service, 0L));
    }
    List<String> unattributed = new ArrayList<>(voids);
    for (String cluster : clusters) {
      unattributed.addAll(observed.unattributed().getOrDefault(cluster, List.of()));
    }
    unattributed.addAll(observed.voidClusters().values());
    Desired desired =
        new Desired(
            key,
            services,
            tasks,
            unattributed,
            running,
            handsOff(services, tasks, allowed),
            begunNanos);
    return new Result.Ok<>(
        desired.incomplete().isPresent()
            ? desired
            : desired.and(unfollowedDeaths.of(key, services)));
  }

  private Optional<String> voidReason(ServiceKey service) {
    return Optional.ofNullable(observed.voidClusters().get(service.cluster()))
        .or(() -> Optional.ofNullable(observed.voidServices().get(service)));
  }

  private static Optional<String> handsOff(
      SortedSet<ServiceKey> services, List<ObservedTask> tasks, Predicate<ServiceKey> allowed) {
    for (ServiceKey service : services) {
      if (!allowed.test(service)) {
        return Optional.of("service " + service + " is outside --service-allow and --service-deny");
      }
    }
    for (ObservedTask task : tasks) {
      if (task.paused() && !Beliefs.isFinal(task.state())) {
        return Optional.of(
            "service " + task.task().service() + " carries the label ecs-task-tracker.paused=true");
      }
    }
    return Optional.empty();
  }
}
