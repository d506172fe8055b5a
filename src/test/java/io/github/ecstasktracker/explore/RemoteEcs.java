package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.TaskList;
import io.github.ecstasktracker.explore.Wire.Effect;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** ECS at the other end of a process's wire: each question one call. */
final class RemoteEcs implements EcsReader {
  static final String DESCRIBE = "Describe";

  private final ThreeTasks tasks;
  private final Wire wire;
  private final MonotonicClock clock;

  RemoteEcs(ThreeTasks tasks, Wire wire, MonotonicClock clock) {
    this.tasks = tasks;
    this.wire = wire;
    this.clock = clock;
  }

  @Override
  public TaskList list(
      String cluster, @Nullable String service, @Nullable String token, Urgency urgency) {
    long begun = clock.nanos();
    return ask("List", () -> new TaskList.Page(tasks.listed(), Optional.empty(), begun));
  }

  @Override
  public Description describe(String cluster, Supplier<List<String>> chosen, Urgency urgency) {
    List<String> asked = chosen.get();
    long begun = clock.nanos();
    return asked.isEmpty()
        ? new Description.Answered(
            asked, begun, List.of(), List.of(), Set.of(), Map.of(), Optional.empty())
        : ask(DESCRIBE, () -> tasks.describe(asked, begun));
  }

  @Override
  public Result<Map<ServiceKey, ServiceStatus>> statusOf(
      Collection<ServiceKey> services, Urgency urgency) {
    return ask("Status", () -> new Result.Ok<>(Map.of(ThreeTasks.SERVICE, tasks.status())));
  }

  @Override
  public void passBegins(String cluster, Urgency urgency) {}

  @Override
  public void passEnded(String cluster, Set<String> arns, long begunNanos) {}

  /** The answer is a function of what was asked, which the process knows, and of the tasks. */
  private <T> T ask(String operation, Supplier<T> work) {
    return wire.call(operation, Effect.READ, work, _ -> tasks.answers());
  }
}
