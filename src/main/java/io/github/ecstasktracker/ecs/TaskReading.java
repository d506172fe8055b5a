package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import io.github.ecstasktracker.model.TaskState.Excluded;
import io.github.ecstasktracker.model.TaskState.Unknown;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Says what each described task means. Pure: everything it needs was read before.
 *
 * <p>A stopped task is stopped whatever else could not be read. For a running one nothing is
 * concluded before its definition and its address are known: a server in the item whose task had no
 * address here would look like nobody's.
 */
final class TaskReading {
  private final String cluster;
  private final OptionalInt defaultWeight;
  private final Map<String, Result<TaskDefinitionSummary>> summaries;
  private final Addresses addresses;
  private final Shared shared;

  /**
   * @param summaries by task definition ARN
   */
  TaskReading(
      String cluster,
      OptionalInt defaultWeight,
      Map<String, Result<TaskDefinitionSummary>> summaries,
      Addresses addresses,
      Shared shared) {
    this.shared = shared;
    this.cluster = Arns.clusterName(cluster);
    this.defaultWeight = defaultWeight;
    this.summaries = summaries;
    this.addresses = addresses;
  }

  ObservedTask read(Task task) {
    Optional<String> service = Arns.serviceName(task.group());
    if (service.isEmpty()) {
      String reason = "not a service's task: group " + task.group();
      return new ObservedTask(
          seen(task, Rotation.orUnknown(task.healthStatusAsString())),
          Optional.empty(),
          new Excluded(Cause.DISABLED, Optional.empty(), reason),
          false,
          false);
    }
    return switch (summaries.getOrDefault(task.taskDefinitionArn(), unread(task))) {
      case Result.Failed<TaskDefinitionSummary>(String reason, boolean throttled) ->
          new ObservedTask(
              seen(task, Rotation.orUnknown(task.healthStatusAsString())),
              Optional.empty(),
              Rotation.stopping(task) ? byTask(task, Optional.empty()) : new Unknown(reason),
              false,
              false);
      case Result.Ok<TaskDefinitionSummary>(TaskDefinitionSummary summary) ->
          new ObservedTask(
              seen(task, health(summary, task)),
              shared.backend(summary.backend().orElse(service.get())),
              state(summary, task),
              summary.healthChecked(),
              summary.paused());
    };
  }

  private TaskState state(TaskDefinitionSummary summary, Task task) {
    return switch (summary.serving()) {
      case Serving.Nothing(Cause cause, String reason) ->
          Rotation.stopping(task)
              ? byTask(task, Optional.empty())
              : new Excluded(cause, Optional.empty(), reason);
      case Serving.Port port ->
          container(task, port.container())
              .map(container -> state(summary, port, task, container))
              .orElseGet(() -> withoutContainer(task, port));
    };
  }

  private TaskState state(
      TaskDefinitionSummary summary, Serving.Port port, Task task, Container container) {
    Located located = addresses.locate(summary.mode(), port, task, container);
    Optional<Rotation.Verdict> life =
        Rotation.byTask(task).or(() -> Rotation.byContainer(container));
    if (life.isPresent()) {
      return excluded(life.get(), located.address());
    }
    return switch (located) {
      case Located.Undetermined(String reason) -> new Unknown(reason);
      case Located.Nowhere(String reason) ->
          new Excluded(Cause.NO_ADDRESS, Optional.empty(), reason);
      case Located.At(Address address) ->
          Rotation.byHealth(summary, port, task, container)
              .map(verdict -> excluded(verdict, Optional.of(address)))
              .orElseGet(() -> new TaskState.Resolved(server(port, address)));
    };
  }

  private static TaskState withoutContainer(Task task, Serving.Port port) {
    return Rotation.byTask(task)
        .map(verdict -> excluded(verdict, Optional.empty()))
        .orElseGet(() -> new Unknown("container " + port.container() + " is not described"));
  }

  private Server server(Serving.Port port, Address address) {
    return new Server(
        address, port.scheme(), port.weight().isPresent() ? port.weight() : defaultWeight);
  }

  private static TaskState byTask(Task task, Optional<Address> address) {
    return Rotation.byTask(task)
        .map(verdict -> excluded(verdict, address))
        .orElseThrow(
            () -> new IllegalStateException("a running task was taken for a stopping one"));
  }

  private static TaskState excluded(Rotation.Verdict verdict, Optional<Address> address) {
    return new Excluded(verdict.cause(), address, verdict.reason());
  }

  private static Optional<Container> container(Task task, String name) {
    return task.containers().stream().filter(c -> name.equals(c.name())).findFirst();
  }

  private static String health(TaskDefinitionSummary summary, Task task) {
    Optional<Container> serving =
        summary.serving() instanceof Serving.Port port
            ? container(task, port.container())
            : Optional.empty();
    return Rotation.orUnknown(
        serving.map(Container::healthStatusAsString).orElseGet(task::healthStatusAsString));
  }

  private static Result<TaskDefinitionSummary> unread(Task task) {
    return new Result.Failed<>(
        "task definition " + task.taskDefinitionArn() + " was not read", false);
  }

  private io.github.ecstasktracker.model.Task seen(Task task, String health) {
    String its = task.clusterArn() == null ? cluster : Arns.clusterName(task.clusterArn());
    String group = Rotation.orUnknown(task.group());
    return new io.github.ecstasktracker.model.Task(
        task.taskArn(),
        shared.service(its, Arns.serviceName(task.group()).orElse(group)),
        Rotation.orUnknown(task.taskDefinitionArn()),
        Objects.requireNonNullElse(task.version(), 0L),
        Rotation.orUnknown(task.lastStatus()),
        Rotation.orUnknown(task.desiredStatus()),
        health,
        task.startedAt());
  }
}
