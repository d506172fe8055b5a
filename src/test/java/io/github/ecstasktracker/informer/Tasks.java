package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tasks as ECS describes them. Each goes by a number, and started at that second. */
final class Tasks {
  static final String CLUSTER = "demo";
  static final ServiceKey WEB = service("web");
  static final ServiceKey API = service("api");

  private Tasks() {}

  static ServiceKey service(String name) {
    return new ServiceKey(CLUSTER, name);
  }

  static BackendKey backend(ServiceKey service) {
    return new BackendKey(service.service());
  }

  static String arn(int number) {
    return arn(CLUSTER, number);
  }

  static String arn(String cluster, int number) {
    return "arn:aws:ecs:eu-west-1:1:task/%s/%032x".formatted(cluster, number);
  }

  /** The place of that number. */
  static Address at(int host) {
    return new Address("10.0.%d.%d".formatted(host / 250, 1 + host % 250), 80);
  }

  static TaskState serving(int host) {
    return new TaskState.Resolved(new Server(at(host), "http", OptionalInt.empty()));
  }

  static TaskState excluded(Cause cause) {
    return new TaskState.Excluded(cause, Optional.empty(), "is " + cause);
  }

  static TaskState excluded(Cause cause, int host) {
    return new TaskState.Excluded(cause, Optional.of(at(host)), "is " + cause);
  }

  static TaskState unknown() {
    return new TaskState.Unknown("its definition is being read");
  }

  /** A task that serves where its number says. */
  static ObservedTask running(int number, ServiceKey service, long version) {
    return task(number, service, version, serving(number));
  }

  static ObservedTask stopped(int number, ServiceKey service, long version) {
    return task(number, service, version, excluded(Cause.STOPPED));
  }

  static ObservedTask task(int number, ServiceKey service, long version, TaskState state) {
    return task(number, service, backend(service), version, state);
  }

  static ObservedTask task(
      int number, ServiceKey service, @Nullable BackendKey backend, long version, TaskState state) {
    Cause cause = state instanceof TaskState.Excluded excluded ? excluded.cause() : null;
    String last = cause == Cause.STOPPED ? "STOPPED" : "RUNNING";
    String desired = cause == Cause.STOPPED || cause == Cause.STOPPING ? "STOPPED" : "RUNNING";
    return new ObservedTask(
        new Task(
            arn(service.cluster(), number),
            service,
            "web:1",
            version,
            cause == Cause.STARTING ? "PENDING" : last,
            desired,
            "UNKNOWN",
            Instant.ofEpochSecond(number)),
        Optional.ofNullable(backend),
        state,
        false,
        false);
  }

  /** The same, with a health check. */
  static ObservedTask checked(ObservedTask task) {
    return new ObservedTask(task.task(), task.backend(), task.state(), true, task.paused());
  }

  /** An answer that describes these. */
  static Description.Answered answer(long begunNanos, ObservedTask... tasks) {
    return answer(begunNanos, List.of(tasks), Set.of(), Map.of());
  }

  /** An answer that says MISSING of these. */
  static Description.Answered missing(long begunNanos, String... arns) {
    return answer(begunNanos, List.of(), Set.of(arns), Map.of());
  }

  /** An answer that says nothing of use about this one. */
  static Description.Answered silence(long begunNanos, String arn) {
    return answer(begunNanos, List.of(), Set.of(), Map.of(arn, "not mentioned"));
  }

  static Description.Answered answer(
      long begunNanos,
      Collection<ObservedTask> tasks,
      Set<String> missing,
      Map<String, String> undescribed) {
    Set<String> asked = new TreeSet<>(missing);
    asked.addAll(undescribed.keySet());
    tasks.forEach(task -> asked.add(task.task().arn()));
    return new Description.Answered(
        List.copyOf(asked),
        begunNanos,
        List.copyOf(tasks),
        List.of(),
        missing,
        new HashMap<>(undescribed),
        Optional.empty());
  }
}
