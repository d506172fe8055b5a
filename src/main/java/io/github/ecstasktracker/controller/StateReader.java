package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.target.TableScan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads both sides and turns them into a {@link Reading}. The table and ECS are read at the same
 * time.
 *
 * <p>Tasks that were alive at the last look are described even where the list no longer holds them:
 * ECS shows a stopped task for an hour, and its word is the proof that lets a server leave at once,
 * without any event.
 */
final class StateReader {
  /** Each is a fraction of the one before, unless there is more news than the budget can follow. */
  private static final int CATCH_UPS_MAX = 8;

  private final DesiredState desired;
  private final BackendReader actual;
  private final Settings settings;
  private final Beliefs beliefs;
  private final Feeders feeders;
  private final Census census;
  private final MonotonicClock clock;
  private final Executor io;
  private volatile Optional<TableScan> lastFaults = Optional.empty();

  StateReader(
      DesiredState desired,
      BackendReader actual,
      Settings settings,
      Beliefs beliefs,
      Feeders feeders,
      Platform platform) {
    this.desired = desired;
    this.actual = actual;
    this.settings = settings;
    this.beliefs = beliefs;
    this.feeders = feeders;
    this.census = new Census(desired, settings, feeders, platform.clock());
    this.clock = platform.clock();
    this.io = platform.io();
  }

  /** What the newest complete scan of the table found wrong; empty before the first. */
  Optional<TableScan> lastFaults() {
    return lastFaults;
  }

  /** Every task of every cluster, and the whole table. */
  Reading everything(Urgency urgency) {
    return everything(urgency, 0);
  }

  /**
   * The same, and what was told of meanwhile is described again: where ECS's budget is short the
   * read takes long, and most of what it saw first is old news at its end.
   */
  Reading everythingAsOfItsEnd(Urgency urgency) {
    return everything(urgency, CATCH_UPS_MAX);
  }

  private Reading everything(Urgency urgency, int catchUpsMax) {
    long begun = clock.nanos();
    CompletableFuture<Result<TableScan>> scanning = start(() -> actual.scan(urgency));
    Merge merge = new Merge(service -> true, begun);
    for (String cluster : settings.clusters()) {
      merge.addCluster(
          cluster, desired.observeCluster(cluster, beliefs.toDescribe(cluster), urgency));
    }
    if (merge.whole()) {
      settings.clusters().forEach(cluster -> catchUp(merge, cluster, catchUpsMax, urgency));
    }
    Reading.Observed observed = merge.done();
    Result<TableScan> scan = scanning.join();
    Map<BackendKey, StoredBackend> items =
        switch (scan) {
          case Result.Ok<TableScan>(TableScan table) -> {
            lastFaults = Optional.of(table.faults());
            yield table.backends();
          }
          case Result.Failed<TableScan> failed -> Map.of();
        };
    if (observed.whole()) {
      census.take(items.values(), urgency);
    }
    return new Reading(
        begun,
        true,
        observed,
        items.keySet(),
        scan instanceof Result.Failed<TableScan> failed
            ? Optional.of(failed.reason())
            : Optional.empty(),
        key ->
            scan.map(table -> table.backends().getOrDefault(key, new StoredBackend.Missing(key))));
  }

  /** Describes what was told of until there is no more, or ECS has no newer answers. */
  private void catchUp(Merge merge, String cluster, int timesMax, Urgency urgency) {
    Set<String> before = Set.of();
    for (int i = 0; i < timesMax; i++) {
      Set<String> news = merge.notFinal(beliefs.heardOf(cluster));
      if (before.containsAll(news)) {
        return;
      }
      merge.catchUp(cluster, desired.describe(cluster, news, urgency));
      before = news;
    }
  }

  /**
   * The services that feed one backend, and its item; and tasks of others that were seen at
   * addresses which the item holds.
   */
  Reading of(BackendKey key, Urgency urgency) {
    long begun = clock.nanos();
    CompletableFuture<Result<StoredBackend>> reading = start(() -> item(key, urgency));
    Set<ServiceKey> sources = sources(key);
    Merge merge = new Merge(sources::contains, begun);
    for (ServiceKey service : sources) {
      merge.addService(
          service, desired.observeService(service, beliefs.toDescribe(service), urgency));
    }
    Result<StoredBackend> item = reading.join();
    if (item instanceof Result.Ok<StoredBackend>(StoredBackend.Present present)) {
      // What an earlier read saw there is no proof that an address is another's by now.
      beliefs
          .ofOthersAt(present)
          .forEach(
              (cluster, tasks) ->
                  merge.catchUp(cluster, desired.describe(cluster, tasks, urgency)));
    }
    Reading.Observed observed = merge.done();
    if (observed.whole() && item instanceof Result.Ok<StoredBackend>(StoredBackend stored)) {
      census.take(List.of(stored), urgency);
    }
    return new Reading(
        begun,
        false,
        observed,
        Set.of(key),
        Optional.empty(),
        asked -> asked.equals(key) ? item : item(asked, urgency));
  }

  /** Tells of services how ECS counts them; what cannot be asked is left out. */
  Map<ServiceKey, ServiceStatus> statuses(Collection<ServiceKey> services, Urgency urgency) {
    return switch (desired.statusOf(services, urgency)) {
      case Result.Ok<Map<ServiceKey, ServiceStatus>>(var statuses) -> statuses;
      case Result.Failed<Map<ServiceKey, ServiceStatus>> failed -> Map.of();
    };
  }

  /** The item as it is now; a name that two items carry is known from the last scan. */
  Result<StoredBackend> item(BackendKey key, Urgency urgency) {
    Optional<StoredBackend> duplicate =
        lastFaults
            .map(scan -> scan.backends().get(key))
            .filter(
                stored ->
                    stored instanceof StoredBackend.Malformed malformed
                        && !malformed.itemId().equals(key.itemId()));
    return duplicate
        .<Result<StoredBackend>>map(Result.Ok::new)
        .orElseGet(() -> actual.read(key, urgency));
  }

  private Set<ServiceKey> sources(BackendKey key) {
    Set<ServiceKey> known = new TreeSet<>(feeders.of(key));
    if (!Census.SERVICE_NAME.matcher(key.name()).matches()) {
      return known;
    }
    boolean unfed = known.isEmpty();
    for (String cluster : settings.clusters()) {
      ServiceKey namesake = new ServiceKey(cluster, key.name());
      // In another cluster it may have been heard of and not be among the feeders yet.
      if (unfed || beliefs.heardOf(namesake)) {
        known.add(namesake);
      }
    }
    return known;
  }

  private <T> CompletableFuture<T> start(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, io);
  }

  /** Brings several observations into one, each task once, and lets {@link Beliefs} judge them. */
  private final class Merge {
    private final Predicate<ServiceKey> scope;
    private final long begun;
    private final Map<String, ObservedTask> tasks = new LinkedHashMap<>();
    // Named and not described: they are as they were remembered.
    private final Set<String> undescribed = new HashSet<>();
    // By cluster and ARN.
    private final Map<String, Map<String, String>> unattributed = new HashMap<>();
    private final Map<String, String> voidClusters = new HashMap<>();
    private final Map<ServiceKey, String> voidServices = new HashMap<>();

    /**
     * @param scope the services that the read covers
     */
    Merge(Predicate<ServiceKey> scope, long begun) {
      this.scope = scope;
      this.begun = begun;
    }

    void addCluster(String cluster, Observation observation) {
      switch (observation) {
        case Observation.Void(String reason, boolean throttled) -> {
          beliefs.countVoid(throttled);
          voidClusters.put(cluster, "cluster " + cluster + ": " + reason);
        }
        case Observation.Listed listed -> add(cluster, listed);
      }
    }

    void addService(ServiceKey service, Observation observation) {
      switch (observation) {
        case Observation.Void(String reason, boolean throttled) -> {
          beliefs.countVoid(throttled);
          voidServices.put(service, "service " + service + ": " + reason);
        }
        case Observation.Listed listed -> add(service.cluster(), listed);
      }
    }

    private void add(String cluster, Observation.Listed listed) {
      for (ObservedTask task : listed.tasks()) {
        tasks.putIfAbsent(task.task().arn(), beliefs.judge(task));
        undescribed.remove(task.task().arn());
      }
      for (Observation.UnattributedTask task : listed.unattributed()) {
        if (tasks.containsKey(task.arn())) {
          continue;
        }
        switch (beliefs.judge(task)) {
          case Beliefs.Attributed(ObservedTask observed) -> {
            tasks.putIfAbsent(task.arn(), observed);
            undescribed.add(task.arn());
          }
          case Beliefs.Nobody(String reason) ->
              unattributed
                  .computeIfAbsent(cluster, c -> new LinkedHashMap<>())
                  .putIfAbsent(task.arn(), reason);
          case Beliefs.Gone gone -> {}
        }
      }
    }

    /** Whether all lists were read. */
    boolean whole() {
      return voidClusters.isEmpty() && voidServices.isEmpty();
    }

    /** Those of which a later description may say anything else: nothing leaves STOPPED. */
    Set<String> notFinal(Set<String> arns) {
      return arns.stream()
          .filter(arn -> !tasks.containsKey(arn) || !Beliefs.isFinal(tasks.get(arn).state()))
          .collect(Collectors.toSet());
    }

    /** Takes in tasks that were described later; what is not described now stays as it was. */
    void catchUp(String cluster, Observation observation) {
      switch (observation) {
        case Observation.Void(String reason, boolean throttled) -> beliefs.countVoid(throttled);
        case Observation.Listed later -> {
          for (ObservedTask task : later.tasks()) {
            tasks.put(task.task().arn(), beliefs.judge(task));
            undescribed.remove(task.task().arn());
            unattributed.getOrDefault(cluster, new HashMap<>()).remove(task.task().arn());
          }
          add(cluster, new Observation.Listed(List.of(), later.unattributed()));
        }
      }
    }

    Reading.Observed done() {
      Map<ServiceKey, Long> running = new HashMap<>();
      for (ObservedTask task : tasks.values()) {
        if (task.task().running() && !undescribed.contains(task.task().arn())) {
          running.merge(task.task().service(), 1L, Long::sum);
        }
      }
      List<ObservedTask> seen = new ArrayList<>(tasks.size());
      List<ObservedTask> unfollowedDeaths = new ArrayList<>();
      // Before this read teaches that they are dead.
      Set<String> unfollowed = unfollowed(tasks.values());
      for (ObservedTask task : beliefs.settle(tasks.values(), begun)) {
        (unfollowed.contains(task.task().arn()) ? unfollowedDeaths : seen).add(task);
      }
      for (ObservedTask task : beliefs.stopped(scope)) {
        if (!tasks.containsKey(task.task().arn())) {
          (beliefs.unfollowed(task) ? unfollowedDeaths : seen).add(task);
        }
      }
      feeders.learn(seen);
      feeders.learn(unfollowedDeaths);
      Map<String, List<String>> reasons = new HashMap<>();
      unattributed.forEach(
          (cluster, byArn) -> {
            if (!byArn.isEmpty()) {
              reasons.put(cluster, List.copyOf(byArn.values()));
            }
          });
      return new Reading.Observed(
          seen, unfollowedDeaths, running, reasons, voidClusters, voidServices);
    }

    private Set<String> unfollowed(Collection<ObservedTask> tasks) {
      return tasks.stream()
          .filter(task -> Beliefs.isFinal(task.state()) && beliefs.unfollowed(task))
          .map(task -> task.task().arn())
          .collect(Collectors.toSet());
    }
  }
}
