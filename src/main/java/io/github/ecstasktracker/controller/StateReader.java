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
import io.github.ecstasktracker.store.BackendReader;
import io.github.ecstasktracker.store.TableScan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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

/**
 * Reads both sides and turns them into a {@link Reading}. The table and ECS are read at the same
 * time.
 *
 * <p>Tasks that were alive at the last look are described even where the list no longer holds them:
 * ECS shows a stopped task for an hour, and its word is the proof that lets a server leave at once,
 * without any event.
 */
final class StateReader {
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
    long begun = clock.nanos();
    CompletableFuture<Result<TableScan>> scanning = start(() -> actual.scan(urgency));
    Merge merge = new Merge(service -> true, begun);
    for (String cluster : settings.clusters()) {
      merge.addCluster(
          cluster, desired.observeCluster(cluster, beliefs.toDescribe(cluster), urgency));
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
      census.take(items.values(), observed.tasks(), urgency);
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

  /** The services that feed one backend, and its item. */
  Reading of(BackendKey key, Urgency urgency) {
    long begun = clock.nanos();
    CompletableFuture<Result<StoredBackend>> reading = start(() -> item(key, urgency));
    Set<ServiceKey> sources = sources(key);
    Merge merge = new Merge(sources::contains, begun);
    for (ServiceKey service : sources) {
      merge.addService(
          service, desired.observeService(service, beliefs.toDescribe(service), urgency));
    }
    Reading.Observed observed = merge.done();
    Result<StoredBackend> item = reading.join();
    if (observed.whole() && item instanceof Result.Ok<StoredBackend>(StoredBackend stored)) {
      census.take(List.of(stored), observed.tasks(), urgency);
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
    private final Map<String, List<String>> unattributed = new HashMap<>();
    private final Map<String, String> voidClusters = new HashMap<>();
    private final Map<ServiceKey, String> voidServices = new HashMap<>();
    private final Map<ServiceKey, Long> running = new HashMap<>();

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
        boolean first = tasks.putIfAbsent(task.task().arn(), beliefs.judge(task)) == null;
        if (first && task.task().running()) {
          running.merge(task.task().service(), 1L, Long::sum);
        }
      }
      for (Observation.UnattributedTask task : listed.unattributed()) {
        if (tasks.containsKey(task.arn())) {
          continue;
        }
        switch (beliefs.judge(task)) {
          case Beliefs.Attributed(ObservedTask observed) -> tasks.putIfAbsent(task.arn(), observed);
          case Beliefs.Nobody(String reason) ->
              unattributed.computeIfAbsent(cluster, c -> new ArrayList<>()).add(reason);
          case Beliefs.Gone gone -> {}
        }
      }
    }

    Reading.Observed done() {
      List<ObservedTask> settled = new ArrayList<>(beliefs.settle(tasks.values(), begun));
      beliefs.stopped(scope).stream()
          .filter(task -> !tasks.containsKey(task.task().arn()))
          .forEach(settled::add);
      settled.forEach(feeders::learn);
      return new Reading.Observed(settled, running, unattributed, voidClusters, voidServices);
    }
  }
}
