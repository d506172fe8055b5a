package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ServiceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What others ask of the {@link TaskCache}. */
abstract class TaskQueries {
  final BackendIndex index = new BackendIndex();

  // Guarded by this.
  final TaskTable tasks = new TaskTable();
  final Occupants occupants = new Occupants();

  final MonotonicClock clock;

  TaskQueries(MonotonicClock clock) {
    this.clock = clock;
  }

  /**
   * Of these tasks, and of all that are alive, those not described since then. Of a service's also
   * those that are about to stop: ECS counts them.
   */
  synchronized Set<String> notDescribedSince(
      String cluster, Collection<String> listed, @Nullable ServiceKey service, long nanos) {
    Map<String, Entry> ofCluster = tasks.ofCluster(cluster);
    Map<String, String> arns = new LinkedHashMap<>();
    for (String arn : listed) {
      Entry entry = ofCluster.get(Arns.last(arn));
      if (entry == null || ((entry.gone || !entry.ended()) && !entry.describedSince(nanos))) {
        arns.putIfAbsent(Arns.last(arn), arn);
      }
    }
    Collection<Entry> known = service == null ? ofCluster.values() : tasks.ofService(service);
    for (Entry entry : known) {
      if ((!entry.ended() || (service != null && entry.countsAsRunning()))
          && !entry.describedSince(nanos)) {
        arns.putIfAbsent(Arns.last(entry.arn), entry.arn);
      }
    }
    return new LinkedHashSet<>(arns.values());
  }

  /** Whether a task needs no description begun since then: it has one, or is none any more. */
  synchronized boolean settledSince(String arn, long nanos) {
    return find(arn)
        .map(entry -> entry.ended() || entry.missing || entry.describedSince(nanos))
        .orElse(true);
  }

  /**
   * Living tasks of the services of these, those first that nobody has described for longest: what
   * a call's free places are for.
   */
  synchronized List<String> fellows(Collection<String> arns) {
    Set<ServiceKey> services = new LinkedHashSet<>();
    arns.forEach(arn -> find(arn).ifPresent(entry -> services.add(entry.service)));
    List<Entry> fellows = new ArrayList<>();
    for (ServiceKey service : services) {
      tasks.ofService(service).stream().filter(entry -> !entry.ended()).forEach(fellows::add);
    }
    long now = clock.nanos();
    fellows.sort(
        Comparator.comparingLong(
            entry -> entry.task == null ? Long.MIN_VALUE : entry.begunNanos - now));
    return fellows.stream().map(entry -> entry.arn).toList();
  }

  /** ARNs of the service's tasks that are not at rest. */
  synchronized List<String> notAtRest(ServiceKey service) {
    List<String> arns = new ArrayList<>();
    for (Entry entry : tasks.ofService(service)) {
      if (!entry.atRest()) {
        arns.add(entry.arn);
      }
    }
    return arns;
  }

  /** Whether nothing more is expected of the task; true for one that is not known. */
  synchronized boolean atRest(String arn) {
    return find(arn).map(Entry::atRest).orElse(true);
  }

  /** Tasks with a health check that were described before then, by cluster. */
  synchronized Map<String, List<String>> healthDue(long beforeNanos) {
    Map<String, List<String>> arns = new HashMap<>();
    tasks
        .byCluster()
        .forEach(
            (cluster, ofCluster) -> {
              for (Entry entry : ofCluster.values()) {
                if (!entry.ended()
                    && entry.task != null
                    && entry.task.healthChecked()
                    && entry.begunNanos - beforeNanos <= 0) {
                  arns.computeIfAbsent(cluster, _ -> new ArrayList<>()).add(entry.arn);
                }
              }
            });
    return arns;
  }

  /** How many tasks of the service were described since then and are RUNNING. */
  synchronized long runningSince(ServiceKey service, long nanos) {
    return tasks.ofService(service).stream()
        .filter(entry -> entry.countsAsRunning() && entry.describedSince(nanos))
        .count();
  }

  /** Tasks that serve at one of these addresses where another serves too, as last described. */
  synchronized Set<String> contested(Collection<Address> addresses) {
    Set<String> contested = new HashSet<>();
    for (Address address : addresses) {
      List<Entry> serving = occupants.at(address).stream().filter(Entry::serves).toList();
      if (serving.size() > 1) {
        serving.forEach(entry -> contested.add(entry.arn));
      }
    }
    return contested;
  }

  /** Backends that a task feeds, or fed within ten minutes. */
  synchronized Set<BackendKey> backends() {
    Set<BackendKey> keys = new HashSet<>();
    for (Set<Entry> entries : tasks.byService()) {
      for (Entry entry : entries) {
        if (entry.backend() != null) {
          keys.add(entry.backend());
        } else {
          keys.addAll(index.backendsOf(entry.service));
        }
      }
    }
    return keys;
  }

  /** ARNs of all tasks of the cluster that may be described again. */
  synchronized List<String> known(String cluster) {
    return tasks.ofCluster(cluster).values().stream()
        .filter(entry -> !entry.ended())
        .map(entry -> entry.arn)
        .toList();
  }

  Optional<Entry> find(String arn) {
    return tasks.find(arn);
  }
}
