package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Timeline;
import io.github.ecstasktracker.simulation.core.Trace;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * ECS's own record of the world: writes down each change, so that reads of now or of the past can
 * be answered, and tells the listeners.
 */
final class Records {
  private final Timeline timeline;
  private final Trace trace;
  private final List<TaskListener> listeners = new ArrayList<>();

  Records(Timeline timeline, Trace trace) {
    this.timeline = timeline;
    this.trace = trace;
  }

  void listen(TaskListener listener) {
    listeners.add(listener);
  }

  void changed(LiveTask task) {
    Task view = write(task);
    listeners.forEach(listener -> listener.taskChanged(view));
  }

  /** A change that ECS makes no event of. */
  void amended(LiveTask task) {
    write(task);
  }

  private Task write(LiveTask task) {
    Task view = TaskView.of(task);
    task.history.put(timeline.nanos(), view);
    trace.note(fact(task));
    task.service.ifPresent(
        service -> {
          changed(service);
          service.cluster.changed(service);
        });
    return view;
  }

  private static String fact(LiveTask task) {
    StringBuilder fact =
        new StringBuilder()
            .append(task.arn)
            .append(' ')
            .append(task.status)
            .append(task.wanted ? " wanted " : " unwanted ")
            .append(task.version)
            .append(' ')
            .append(task.networkInterface.map(LiveInterface::address).orElse(""));
    for (LiveContainer container : task.containers) {
      fact.append(' ').append(container.health);
      container.bindings.forEach(
          b -> fact.append(' ').append(b.hostPort()).append(b.hostPortRange()));
    }
    return fact.toString();
  }

  void changed(LiveService service) {
    service.history.put(timeline.nanos(), new ServiceView(service));
  }

  void changed(LiveHost host) {
    host.version++;
    host.history.put(timeline.nanos(), HostView.of(host));
    trace.note("host " + host.arn + " " + host.status + " " + host.connected);
  }
}
