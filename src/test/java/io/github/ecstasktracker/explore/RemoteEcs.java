package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.explore.Wire.Effect;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** ECS at the other end of a process's wire: each question one call. */
final class RemoteEcs implements DesiredState {
  static final String LOOK = "Observe";

  private final ThreeTasks tasks;
  private final Wire wire;

  RemoteEcs(ThreeTasks tasks, Wire wire) {
    this.tasks = tasks;
    this.wire = wire;
  }

  @Override
  public Observation observeCluster(String cluster, Set<String> alsoDescribe, Urgency urgency) {
    return ask("ObserveAll", () -> tasks.observe(alsoDescribe));
  }

  @Override
  public Observation observeService(ServiceKey service, Set<String> alsoDescribe, Urgency urgency) {
    return ask(LOOK, () -> tasks.observe(alsoDescribe));
  }

  @Override
  public Observation describe(String cluster, Set<String> taskArns, Urgency urgency) {
    throw new UnsupportedOperationException("no task has a health check");
  }

  @Override
  public Result<Map<ServiceKey, ServiceStatus>> statusOf(
      Collection<ServiceKey> services, Urgency urgency) {
    return ask("Status", () -> new Result.Ok<>(Map.of(ThreeTasks.SERVICE, tasks.status())));
  }

  /** The answer is a function of what was asked, which the process knows, and of the tasks. */
  private <T> T ask(String operation, Supplier<T> work) {
    return wire.call(operation, Effect.READ, work, _ -> tasks.answers());
  }
}
