package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Lists what there is, and describes each task that was not described since its list began. */
final class Passes {
  private final List<String> clusters;
  private final EcsReader ecs;
  private final TaskCache cache;
  private final Snapshots snapshots;
  private final Function<String, Describer> describers;
  private final Lister lister;
  private final MonotonicClock clock;
  private final Informer.Listener listener;

  Passes(
      List<String> clusters,
      EcsReader ecs,
      TaskCache cache,
      Snapshots snapshots,
      Function<String, Describer> describers,
      MonotonicClock clock,
      Informer.Listener listener) {
    this.clusters = clusters;
    this.ecs = ecs;
    this.cache = cache;
    this.snapshots = snapshots;
    this.describers = describers;
    this.lister = new Lister(ecs);
    this.clock = clock;
    this.listener = listener;
  }

  /** All clusters. */
  Pass all(Urgency urgency) {
    long begun = clock.nanos();
    Map<String, String> voids = new HashMap<>();
    Map<String, String> absent = new HashMap<>();
    Map<String, Map<String, String>> undescribed = new HashMap<>();
    Map<String, List<String>> unattributed = new HashMap<>();
    Map<String, Long> lists = new HashMap<>();
    for (String cluster : clusters) {
      ecs.passBegins(cluster, urgency);
      Lister.Listed list = lister.list(cluster, null, urgency, listener::moved);
      long listBegun =
          list instanceof Lister.Listed.Whole whole ? whole.begunNanos() : clock.nanos();
      lists.put(cluster, listBegun);
      List<String> names =
          switch (list) {
            case Lister.Listed.Whole(List<String> arns, long _) -> arns;
            case Lister.Listed.NoCluster(String reason) -> {
              absent.put(cluster, reason);
              yield List.of();
            }
            case Lister.Listed.Failed(String reason, boolean throttled) -> {
              listener.failed(reason, throttled);
              voids.put(cluster, reason);
              yield List.of();
            }
          };
      cache.listed(cluster, names, listBegun);
      Set<String> known = new HashSet<>(names);
      known.addAll(cache.known(cluster));
      Map<String, String> failed =
          describers
              .apply(cluster)
              .describeAll(cache.notDescribedSince(cluster, names, null, listBegun), true, urgency);
      // Another call may have described it meanwhile.
      failed.keySet().retainAll(cache.notDescribedSince(cluster, names, null, listBegun));
      failed.forEach(cache::failed);
      if (!voids.containsKey(cluster)) {
        ecs.passEnded(cluster, known, listBegun);
      }
      unattributed.put(cluster, cache.unattributed(names, listBegun));
      Map<String, String> ofList = new HashMap<>(failed);
      ofList.keySet().retainAll(new HashSet<>(names));
      if (!ofList.isEmpty()) {
        undescribed.put(cluster, Map.copyOf(ofList));
      }
    }
    Pass pass = new Pass(begun, voids, absent, undescribed, clusters.size());
    snapshots.ended(pass, lists, unattributed);
    return pass;
  }

  /**
   * These services alone.
   *
   * @param count whether DescribeServices is asked too, once all are described
   */
  Listing of(Collection<ServiceKey> services, boolean count, Urgency urgency) {
    long begun = clock.nanos();
    OptionalLong first = OptionalLong.empty();
    Optional<String> problem = Optional.empty();
    for (ServiceKey service : services) {
      switch (lister.list(service.cluster(), service.service(), urgency, listener::moved)) {
        case Lister.Listed.Whole(List<String> arns, long listBegun) -> {
          first = first.isPresent() ? first : OptionalLong.of(listBegun);
          cache.listed(service.cluster(), arns, begun);
          Map<String, String> failed =
              describers
                  .apply(service.cluster())
                  .describeAll(
                      cache.notDescribedSince(service.cluster(), arns, service, begun),
                      false,
                      urgency);
          problem =
              problem
                  .or(() -> failed.values().stream().findFirst())
                  .or(
                      () ->
                          cache.unattributed(arns, begun).stream()
                              .findFirst()
                              .map(Snapshots::listedButMissing));
        }
        case Lister.Listed.NoCluster(String reason) ->
            problem = problem.or(() -> Optional.of(reason));
        case Lister.Listed.Failed(String reason, boolean throttled) -> {
          listener.failed(reason, throttled);
          problem = problem.or(() -> Optional.of(reason));
        }
      }
    }
    Map<ServiceKey, Long> running = new HashMap<>();
    services.forEach(service -> running.put(service, cache.runningSince(service, begun)));
    Map<ServiceKey, ServiceStatus> statuses =
        count && problem.isEmpty() ? statuses(services, urgency) : Map.of();
    return new Listing(first.orElse(begun), running, statuses, problem);
  }

  /** How ECS counts these services; empty where it does not answer. */
  private Map<ServiceKey, ServiceStatus> statuses(
      Collection<ServiceKey> services, Urgency urgency) {
    return switch (ecs.statusOf(services, urgency)) {
      case Result.Ok<Map<ServiceKey, ServiceStatus>>(var statuses) -> statuses;
      case Result.Failed<Map<ServiceKey, ServiceStatus>>(String reason, boolean throttled) -> {
        listener.failed(reason, throttled);
        yield Map.of();
      }
    };
  }
}
