package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.plan.Claim;
import io.github.ecstasktracker.plan.Claims;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What this process has learned of the tasks of services: where each was last seen, and so which
 * server was whose.
 *
 * <p>A stopped task may be described without its port bindings, and a missing one is not described
 * at all; its last address is then known only here. A new process starts without, and proves
 * removals by absence instead.
 *
 * <p>Bounded by the tasks of the clusters and those that stopped in the last ten minutes.
 */
final class TaskMemory {
  private static final Duration KEEP_STOPPED = Duration.ofMinutes(10);
  private static final String STOPPED = "STOPPED";

  /**
   * A task as last believed. The claim that it makes follows from it, so it is told when it is
   * asked for, and not kept beside it.
   *
   * @param address the last that it is known to have had; null where none is
   */
  private record Known(ObservedTask task, @Nullable Address address, long seenNanos) {
    Optional<Claim> claim() {
      return Claim.of(task, seenNanos);
    }

    String arn() {
      return task.task().arn();
    }
  }

  /**
   * An address as a backend's server. Who has it in another backend by now says nothing of this
   * one, but that the dead one's server must leave it.
   */
  private record Place(Optional<BackendKey> backend, Address address) {
    static Place of(ObservedTask task, Address address) {
      return new Place(task.backend(), address);
    }
  }

  /**
   * A stopped task, with the address that it held.
   *
   * @param lastAliveNanos when the read began that last showed it alive; empty where none did
   */
  private record Dead(
      ObservedTask task, Address address, long sinceNanos, OptionalLong lastAliveNanos) {}

  private final MonotonicClock clock;
  private final Map<ServiceKey, Map<String, Known>> living = new HashMap<>();
  private final Map<String, ServiceKey> serviceOf = new HashMap<>();
  private final Map<String, Integer> livingInCluster = new HashMap<>();
  // The longest dead first. None has a place that a living task claims.
  private final LinkedHashMap<String, Dead> dead = new LinkedHashMap<>();
  private final Map<Place, String> deadAt = new HashMap<>();
  // Each makes a claim to its address, and none has a newer one.
  private final Map<Address, Known> owners = new ConcurrentHashMap<>();

  TaskMemory(MonotonicClock clock) {
    this.clock = clock;
  }

  /**
   * Takes in tasks that are believed. Unknown ones teach nothing.
   *
   * @param begun monotonic time at which the read began
   */
  synchronized void learn(Collection<ObservedTask> tasks, long begun) {
    for (ObservedTask task : tasks) {
      if (!renew(task, begun)) {
        learn(task, begun);
      }
    }
  }

  /** Of a server that is known just so there is no more to learn than that it is still there. */
  private boolean renew(ObservedTask observed, long begun) {
    Known known = living(observed.task());
    if (known == null
        || !(observed.state() instanceof TaskState.Resolved)
        || !known.task().equals(observed)) {
      return false;
    }
    remember(new Known(known.task(), known.address(), begun));
    return true;
  }

  private void learn(ObservedTask observed, long begun) {
    String arn = observed.task().arn();
    Known before = forget(arn);
    Optional<Address> last =
        Optional.ofNullable(before).map(Known::address).or(() -> lastOfDead(arn));
    switch (observed.state()) {
      case TaskState.Unknown unknown -> {
        if (before != null) {
          remember(before);
        }
      }
      case TaskState.Resolved resolved ->
          remember(new Known(observed, resolved.server().address(), begun));
      case TaskState.Excluded excluded when excluded.cause().isFinal() ->
          excluded
              .address()
              .or(() -> last)
              .ifPresent(
                  address ->
                      bury(
                          observed,
                          excluded.cause(),
                          address,
                          before == null
                              ? OptionalLong.empty()
                              : OptionalLong.of(before.seenNanos())));
      case TaskState.Excluded excluded -> {
        // A task of no backend can have no server.
        if (observed.backend().isPresent()) {
          remember(new Known(observed, excluded.address().or(() -> last).orElse(null), begun));
        }
      }
    }
    if (before != null) {
      disown(before);
    }
  }

  /** The task as last believed. */
  synchronized Optional<ObservedTask> recall(String arn) {
    ServiceKey service = serviceOf.get(arn);
    return service == null
        ? Optional.empty()
        : Optional.ofNullable(living.get(service))
            .flatMap(tasks -> Optional.ofNullable(tasks.get(arn)))
            .map(Known::task);
  }

  /** The task as last believed, where that is equal to this; else this. */
  synchronized ObservedTask same(ObservedTask observed) {
    Known known = living(observed.task());
    return known != null && known.task().equals(observed) ? known.task() : observed;
  }

  private @Nullable Known living(Task task) {
    Map<String, Known> tasks = living.get(task.service());
    return tasks == null ? null : tasks.get(task.arn());
  }

  /** The living tasks of a service, as last believed. */
  synchronized Set<String> living(ServiceKey service) {
    return Set.copyOf(living.getOrDefault(service, Map.of()).keySet());
  }

  /** The living tasks of a cluster's services, as last believed. */
  synchronized Set<String> living(String cluster) {
    Set<String> arns = new HashSet<>();
    living.forEach(
        (service, tasks) -> {
          if (service.cluster().equals(cluster)) {
            arns.addAll(tasks.keySet());
          }
        });
    return arns;
  }

  /**
   * Tasks of these services that stopped in the last ten minutes, with the addresses that they
   * held. ECS says STOPPED once and for good, so a plan that could not be carried out then can be
   * carried out now.
   */
  synchronized List<ObservedTask> stopped(Predicate<ServiceKey> services) {
    forgetLongDead();
    return dead.values().stream()
        .map(Dead::task)
        .filter(task -> services.test(task.task().service()))
        .toList();
  }

  /** How many tasks are known to live in a cluster. */
  synchronized int count(String cluster) {
    return livingInCluster.getOrDefault(cluster, 0);
  }

  /** How many tasks of a service are known to live. */
  synchronized int count(ServiceKey service) {
    return living.getOrDefault(service, Map.of()).size();
  }

  /** Whether the task was seen to stop, and its address is remembered: nothing of it is news. */
  synchronized boolean dead(String arn) {
    return dead.containsKey(arn);
  }

  /** Living tasks whose health must be looked at between events, by cluster. */
  synchronized Map<String, Set<String>> healthChecked() {
    Map<String, Set<String>> arns = new HashMap<>();
    living.forEach(
        (service, tasks) ->
            tasks.forEach(
                (arn, known) -> {
                  if (known.task().healthChecked()) {
                    arns.computeIfAbsent(service.cluster(), c -> new HashSet<>()).add(arn);
                  }
                }));
    return arns;
  }

  /** When the read began that last showed the task alive; empty where none did. */
  synchronized OptionalLong lastAliveNanos(Task task) {
    Known known = living(task);
    if (known != null) {
      return OptionalLong.of(known.seenNanos());
    }
    Dead gone = dead.get(task.arn());
    return gone == null ? OptionalLong.empty() : gone.lastAliveNanos();
  }

  /** Last addresses of those of these tasks, living or dead, that are no servers now. */
  synchronized Map<String, Address> lastAddresses(Collection<ObservedTask> tasks) {
    forgetLongDead();
    Map<String, Address> addresses = new HashMap<>();
    for (ObservedTask observed : tasks) {
      if (observed.state() instanceof TaskState.Resolved) {
        continue;
      }
      String arn = observed.task().arn();
      Optional.ofNullable(living(observed.task()))
          .map(Known::address)
          .or(() -> lastOfDead(arn))
          .ifPresent(address -> addresses.put(arn, address));
    }
    return addresses;
  }

  /** Who owns which address, as of now: a live view. */
  Claims claims() {
    return Claims.over(address -> Optional.ofNullable(owners.get(address)).flatMap(Known::claim));
  }

  private void remember(Known known) {
    String arn = known.arn();
    unearth(arn);
    if (known.address() != null) {
      unearth(deadAt.get(Place.of(known.task(), known.address())));
    }
    ServiceKey service = known.task().task().service();
    serviceOf.put(arn, service);
    if (living.computeIfAbsent(service, s -> new HashMap<>()).put(arn, known) == null) {
      livingInCluster.merge(service.cluster(), 1, Integer::sum);
    }
    known
        .claim()
        .map(Claim::address)
        .ifPresent(address -> owners.merge(address, known, TaskMemory::owner));
  }

  /** Of two that claim one address. */
  private static Known owner(Known before, Known now) {
    return before.arn().equals(now.arn()) ? last(before, now) : newer(before, now);
  }

  /** Of two reads side by side the one that began first may end last. */
  private static Known last(Known one, Known other) {
    return one.seenNanos() - other.seenNanos() > 0 ? one : other;
  }

  private static Known newer(Known one, Known other) {
    Claim newer = Claim.newer(one.claim().orElseThrow(), other.claim().orElseThrow());
    return newer.arn().equals(one.arn()) ? one : other;
  }

  private @Nullable Known forget(String arn) {
    ServiceKey service = serviceOf.remove(arn);
    Map<String, Known> tasks = service == null ? null : living.get(service);
    Known known = tasks == null ? null : tasks.remove(arn);
    if (service != null && known != null) {
      livingInCluster.merge(service.cluster(), -1, Integer::sum);
    }
    if (service != null && tasks != null && tasks.isEmpty()) {
      living.remove(service);
    }
    return known;
  }

  /**
   * Takes from the task the address that it owned and does not claim any more. Only now, and not
   * before it is learned anew: planners look at the owners while others learn, and an address must
   * not seem free for a moment.
   */
  private void disown(Known before) {
    String arn = before.arn();
    Optional<Address> still = recall(arn).flatMap(task -> Claim.of(task, 0)).map(Claim::address);
    before
        .claim()
        .map(Claim::address)
        .filter(address -> still.filter(address::equals).isEmpty())
        .ifPresent(
            address ->
                owners.computeIfPresent(
                    address, (at, owner) -> owner.arn().equals(arn) ? null : owner));
  }

  private void bury(
      ObservedTask observed, TaskState.Cause cause, Address address, OptionalLong lastAliveNanos) {
    String arn = observed.task().arn();
    Known owner = owners.get(address);
    boolean inherited =
        owner != null
            && !owner.arn().equals(arn)
            && owner.task().backend().equals(observed.backend());
    if (inherited || dead.containsKey(arn)) {
      return;
    }
    ObservedTask stopped =
        new ObservedTask(
            asStopped(observed.task()),
            observed.backend(),
            new TaskState.Excluded(
                cause, Optional.of(address), observed.state().whyNot().orElseThrow()),
            observed.healthChecked(),
            observed.paused());
    dead.put(arn, new Dead(stopped, address, clock.nanos(), lastAliveNanos));
    unearth(deadAt.put(Place.of(observed, address), arn));
    forgetLongDead();
  }

  private void forgetLongDead() {
    long now = clock.nanos();
    while (!dead.isEmpty()
        && now - dead.firstEntry().getValue().sinceNanos() > KEEP_STOPPED.toNanos()) {
      unearth(dead.firstEntry().getKey());
    }
  }

  /**
   * It was about to stop when it was last described, and may have been RUNNING still. ECS no longer
   * counts it, so its memory must not be counted either.
   */
  private static Task asStopped(Task task) {
    return new Task(
        task.arn(),
        task.service(),
        task.definition(),
        task.version(),
        STOPPED,
        STOPPED,
        task.health(),
        task.startedAt());
  }

  private void unearth(@Nullable String arn) {
    Dead gone = arn == null ? null : dead.remove(arn);
    if (gone != null) {
      deadAt.remove(Place.of(gone.task(), gone.address()), gone.task().task().arn());
    }
  }

  private Optional<Address> lastOfDead(String arn) {
    return Optional.ofNullable(dead.get(arn)).map(Dead::address);
  }
}
