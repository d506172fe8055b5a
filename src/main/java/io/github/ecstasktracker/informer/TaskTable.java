package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.model.ServiceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of the {@link TaskCache} by cluster and id, and by service. Both forms of an ARN name
 * one task. Guarded by the cache's lock.
 */
final class TaskTable {
  private final Map<String, Map<String, Entry>> byCluster = new HashMap<>();
  // Sets keep their order, so that the same events give the same calls.
  private final Map<ServiceKey, Set<Entry>> byService = new HashMap<>();

  Optional<Entry> find(String arn) {
    String id = Arns.last(arn);
    for (Map<String, Entry> tasks : byCluster.values()) {
      Entry entry = tasks.get(id);
      if (entry != null) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** The task's entry, made where there is none, and moved where it is another service's. */
  Entry entry(String arn, ServiceKey service) {
    Entry entry =
        byCluster
            .computeIfAbsent(service.cluster(), _ -> new HashMap<>())
            .computeIfAbsent(Arns.last(arn), _ -> new Entry(arn, service));
    if (!entry.service.equals(service)) {
      // A message named another service than ECS does.
      leaveService(entry);
      entry.service = service;
    }
    byService.computeIfAbsent(service, _ -> new LinkedHashSet<>()).add(entry);
    return entry;
  }

  void remove(Entry entry) {
    leaveService(entry);
    Map<String, Entry> tasks = byCluster.get(entry.service.cluster());
    if (tasks != null) {
      tasks.remove(Arns.last(entry.arn));
    }
  }

  private void leaveService(Entry entry) {
    Set<Entry> fellows = byService.get(entry.service);
    if (fellows != null && fellows.remove(entry) && fellows.isEmpty()) {
      byService.remove(entry.service);
    }
  }

  /** By id. */
  Map<String, Entry> ofCluster(String cluster) {
    return byCluster.getOrDefault(cluster, Map.of());
  }

  Set<Entry> ofService(ServiceKey service) {
    return byService.getOrDefault(service, Set.of());
  }

  Map<String, Map<String, Entry>> byCluster() {
    return byCluster;
  }

  Collection<Set<Entry>> byService() {
    return byService.values();
  }

  int size() {
    return byCluster.values().stream().mapToInt(Map::size).sum();
  }
}
