package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.TaskState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What becomes of servers on hosts that drain. Whatever is chosen, nothing becomes of them while
 * the backend has no server in rotation on another host: they serve until ECS stops them.
 */
public enum OnHostDrain {
  /** Nothing: ECS stops their tasks one by one, and each leaves then. */
  IGNORE {
    @Override
    ObservedTask settle(ObservedTask task, Server server) {
      return task;
    }
  },
  /** They get weight 0. */
  WEIGHT {
    @Override
    ObservedTask settle(ObservedTask task, Server server) {
      return task.with(
          new TaskState.Resolved(
              new Server(server.address(), server.scheme(), OptionalInt.of(LEAST), true)));
    }
  },
  /** They leave, under the guards. */
  REMOVE_IF_OTHERS_REMAIN {
    @Override
    ObservedTask settle(ObservedTask task, Server server) {
      return task.with(
          new TaskState.Excluded(
              TaskState.Cause.DRAINING,
              Optional.of(server.address()),
              "its host drains, and others serve"));
    }
  };

  /**
   * No new requests where Traefik 1.x runs with {@code allowMinWeightZero}; without, it reads 0 as
   * 1 (vulcand/oxy, roundrobin/rr.go), the least there is.
   */
  private static final int LEAST = 0;

  abstract ObservedTask settle(ObservedTask task, Server server);

  /** The same with the tasks on draining hosts as they are to be seen. */
  public Desired settle(Desired desired) {
    List<ObservedTask> tasks = desired.tasks();
    if (this == IGNORE || tasks.stream().noneMatch(OnHostDrain::stays)) {
      return desired;
    }
    return desired.with(
        tasks.stream()
            .map(
                task ->
                    task.state() instanceof TaskState.Resolved(Server server) && server.draining()
                        ? settle(task, server)
                        : task)
            .toList());
  }

  private static boolean stays(ObservedTask task) {
    return task.state() instanceof TaskState.Resolved(Server server) && !server.draining();
  }
}
