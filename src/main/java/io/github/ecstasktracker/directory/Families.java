package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which services have tasks of which family: found without a walk over the services, since whoever
 * reports tasks may name a family in each row. Not safe between threads.
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

  /** The family of {@code arn:...:task-definition/family:7}, behind its cluster. */
  private static String name(Task task) {
    String definition = task.definition();
    int end = definition.lastIndexOf(':');
    int begin = definition.lastIndexOf('/') + 1;
    return task.service().cluster()
        + "/"
        + (end < begin ? definition.substring(begin) : definition.substring(begin, end));
  }
}
