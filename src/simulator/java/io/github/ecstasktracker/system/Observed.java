package io.github.ecstasktracker.system;

import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts how often a process saw other servers of a service than the time before. What is described
 * again at the end of a read counts as a part of it.
 */
final class Observed {
  private final Map<ServiceKey, Map<String, Address>> serving = new HashMap<>();
  private final Map<ServiceKey, Set<Address>> seen = new HashMap<>();
  private final Set<ServiceKey> touched = new HashSet<>();
  private long changes;

  void reset() {
    flush();
    changes = 0;
  }

  long changes() {
    return changes;
  }

  /** The read before is over. */
  void flush() {
    for (ServiceKey service : touched) {
      Set<Address> now = Set.copyOf(serving.get(service).values());
      changes += now.equals(seen.put(service, now)) ? 0 : 1;
    }
    touched.clear();
  }

  DesiredState at(DesiredState desired) {
    return new DesiredState() {
      @Override
      public Observation observeCluster(String cluster, Set<String> also, Urgency urgency) {
        flush();
        return saw(desired.observeCluster(cluster, also, urgency));
      }

      @Override
      public Observation observeService(ServiceKey service, Set<String> also, Urgency urgency) {
        flush();
        return saw(desired.observeService(service, also, urgency));
      }

      @Override
      public Observation describe(String cluster, Set<String> tasks, Urgency urgency) {
        return saw(desired.describe(cluster, tasks, urgency));
      }

      @Override
      public Result<Map<ServiceKey, ServiceStatus>> statusOf(
          Collection<ServiceKey> services, Urgency urgency) {
        return desired.statusOf(services, urgency);
      }
    };
  }

  private Observation saw(Observation observation) {
    if (observation instanceof Observation.Listed listed) {
      listed.tasks().forEach(this::saw);
    }
    return observation;
  }

  private void saw(ObservedTask task) {
    ServiceKey service = task.task().service();
    Map<String, Address> its = serving.computeIfAbsent(service, s -> new HashMap<>());
    if (task.state() instanceof TaskState.Resolved resolved) {
      its.put(task.task().arn(), resolved.server().address());
    } else {
      its.remove(task.task().arn());
    }
    touched.add(service);
  }
}
