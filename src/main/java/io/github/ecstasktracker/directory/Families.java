package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Index from a task definition family to the services that run it. A report may name a family in
 * each row, so a lookup must not scan all services. Not thread-safe.
 */
final class Families {
  private final Map<String, Map<ServiceKey, Integer>> tasksByFamily = new HashMap<>();

  void add(Task task) {
    tasksByFamily
        .computeIfAbsent(name(task), f -> new HashMap<>(2))
        .merge(task.service(), 1, Integer::sum);
  }

  void remove(Task task) {
    tasksByFamily.computeIfPresent(
        name(task),
        (name, tasks) -> {
          tasks.computeIfPresent(task.service(), (service, n) -> n == 1 ? null : n - 1);
          return tasks.isEmpty() ? null : tasks;
        });
  }

  Set<ServiceKey> services(String cluster, String family) {
    return new TreeSet<>(tasksByFamily.getOrDefault(cluster + "/" + family, Map.of()).keySet());
  }

  /** The index key: the cluster, then the family of {@code arn:...:task-definition/family:7}. */
  private static String name(Task task) {
    String definition = task.definition();
    int end = definition.lastIndexOf(':');
    int begin = definition.lastIndexOf('/') + 1;
    return task.service().cluster()
        + "/"
        + (end < begin ? definition.substring(begin) : definition.substring(begin, end));
  }
}
