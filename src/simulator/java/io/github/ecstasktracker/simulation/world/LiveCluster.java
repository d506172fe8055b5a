package io.github.ecstasktracker.simulation.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One cluster, as it really is. */
final class LiveCluster {
  final String name;
  final String arn;
  // By id: the order in which ListTasks pages.
  final TreeMap<String, LiveTask> tasks = new TreeMap<>();
  final Map<String, TreeMap<String, LiveTask>> tasksByGroup = new LinkedHashMap<>();
  final Map<String, LiveService> services = new TreeMap<>();
  final List<LiveHost> hosts = new ArrayList<>();
  final Map<String, LiveHost> hostsByArn = new LinkedHashMap<>();
  private final Map<String, Long> changesByService = new HashMap<>();
  private long changes;

  LiveCluster(String name, String arn) {
    this.name = name;
    this.arn = arn;
  }

  /** What is true of the tasks of that service may have changed. */
  void changed(LiveService service) {
    changesByService.put(service.name, ++changes);
  }

  /** What is true of any service may have changed. */
  void changed() {
    changes++;
    changesByService.replaceAll((service, last) -> changes);
  }

  /** Grows with every change of anything. */
  long changes() {
    return changes;
  }

  /** Grows with every change of the service's tasks. */
  long changes(String service) {
    return changesByService.getOrDefault(service, 0L);
  }

  void add(LiveTask task) {
    tasks.put(task.id, task);
    tasksByGroup.computeIfAbsent(task.group, group -> new TreeMap<>()).put(task.id, task);
  }

  void forget(LiveTask task) {
    tasks.remove(task.id);
    TreeMap<String, LiveTask> ofGroup = tasksByGroup.get(task.group);
    ofGroup.remove(task.id);
    if (ofGroup.isEmpty()) {
      tasksByGroup.remove(task.group);
    }
  }
}
