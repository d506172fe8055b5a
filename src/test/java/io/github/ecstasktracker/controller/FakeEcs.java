package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.TaskList;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** ECS as the port shows it, with every answer in the test's hand. */
final class FakeEcs implements EcsReader {
  final TreeMap<String, ObservedTask> tasks = new TreeMap<>();
  final Map<ServiceKey, ServiceStatus> statuses = new HashMap<>();
  final Set<String> missing = new HashSet<>();
  final Set<String> undescribed = new HashSet<>();
  final List<String> calls = new ArrayList<>();
  final Set<String> voidClusters = new HashSet<>();
  final Set<String> noClusters = new HashSet<>();

  /** Running tasks that lists do not show. */
  final Set<String> unlisted = new HashSet<>();

  /** ARNs that spoil the call that names them. */
  final Set<String> refused = new HashSet<>();

  Optional<String> outage = Optional.empty();

  /** Whether lists of a service alone fail. */
  boolean serviceListsFail;

  Optional<RuntimeException> failure = Optional.empty();

  /** Runs while the next description is under way, after its answer is made. */
  Runnable beside = () -> {};

  private final MonotonicClock clock;
  private int launched;

  FakeEcs(MonotonicClock clock) {
    this.clock = clock;
  }

  static ServiceKey service(String name) {
    return new ServiceKey("demo", name);
  }

  /** A task in rotation. */
  String run(String service, String address) {
    return run(service, service, address);
  }

  String run(String service, String backend, String address) {
    return run(service(service), backend, address);
  }

  String run(ServiceKey service, String backend, String address) {
    String arn = "arn:aws:ecs:eu-west-1:1:task/demo/%04d".formatted(++launched);
    Task task =
        new Task(
            arn,
            service,
            "arn:aws:ecs:eu-west-1:1:task-definition/" + service.service() + ":1",
            1,
            "RUNNING",
            "RUNNING",
            "UNKNOWN",
            Instant.EPOCH.plusSeconds(launched));
    tasks.put(
        arn,
        new ObservedTask(
            task,
            Optional.of(new BackendKey(backend)),
            new TaskState.Resolved(
                new Server(Address.parse(address).orElseThrow(), "http", OptionalInt.empty())),
            false,
            false));
    return arn;
  }

  /** The task stops; it stays describable, without its address. */
  void stop(String arn) {
    put(
        arn,
        "STOPPED",
        new TaskState.Excluded(TaskState.Cause.STOPPED, Optional.empty(), "task stopped"));
  }

  /** The task's definition says that nobody may touch its backend. */
  void pause(String arn) {
    tasks.computeIfPresent(
        arn,
        (a, old) ->
            new ObservedTask(old.task(), old.backend(), old.state(), old.healthChecked(), true));
  }

  /** The task's definition has a health check. */
  void checkHealth(String arn) {
    tasks.computeIfPresent(
        arn,
        (a, old) -> new ObservedTask(old.task(), old.backend(), old.state(), true, old.paused()));
  }

  void put(String arn, String status, TaskState state) {
    tasks.computeIfPresent(
        arn,
        (a, old) ->
            new ObservedTask(
                new Task(
                    arn,
                    old.task().service(),
                    old.task().definition(),
                    old.task().version() + 1,
                    status,
                    status,
                    old.task().health(),
                    old.task().startedAt()),
                old.backend(),
                state,
                old.healthChecked(),
                old.paused()));
  }

  /** What an unhealthy task looks like. */
  void sicken(String arn) {
    Address address = ((TaskState.Resolved) tasks.get(arn).state()).server().address();
    put(
        arn,
        "RUNNING",
        new TaskState.Excluded(
            TaskState.Cause.UNHEALTHY, Optional.of(address), "container web is UNHEALTHY"));
  }

  @Override
  public TaskList list(
      String cluster, @Nullable String service, @Nullable String token, Urgency urgency) {
    calls.add(service == null ? "list " + cluster : "list " + cluster + "/" + service);
    failure.ifPresent(
        thrown -> {
          throw thrown;
        });
    if (serviceListsFail && service != null) {
      return new TaskList.Failed("Rate exceeded", true);
    }
    if (outage.isPresent()) {
      return new TaskList.Failed(outage.get(), true);
    }
    if (voidClusters.contains(cluster)) {
      return new TaskList.Failed("list of cluster " + cluster + ": Rate exceeded", true);
    }
    if (noClusters.contains(cluster)) {
      return new TaskList.NoCluster("there is no cluster " + cluster);
    }
    List<String> arns =
        tasks.values().stream()
            .map(ObservedTask::task)
            .filter(task -> task.service().cluster().equals(cluster))
            .filter(task -> service == null || task.service().service().equals(service))
            .filter(task -> task.desiredStatus().equals("RUNNING"))
            .map(Task::arn)
            .filter(arn -> !unlisted.contains(arn))
            .toList();
    return new TaskList.Page(arns, Optional.empty(), clock.nanos());
  }

  @Override
  public Description describe(String cluster, Supplier<List<String>> chosen, Urgency urgency) {
    List<String> asked = chosen.get();
    long begun = clock.nanos();
    if (asked.isEmpty()) {
      return new Description.Answered(
          asked, begun, List.of(), List.of(), Set.of(), Map.of(), Optional.empty());
    }
    calls.add("describe " + asked.size());
    failure.ifPresent(
        thrown -> {
          throw thrown;
        });
    if (outage.isPresent()) {
      return new Description.Failed(asked, outage.get(), true);
    }
    if (asked.stream().anyMatch(refused::contains)) {
      return new Description.Refused(asked, "InvalidParameterException: Invalid Region in ARN");
    }
    List<ObservedTask> described = new ArrayList<>();
    Set<String> unknown = new HashSet<>();
    Map<String, String> undescribedNow = new HashMap<>();
    for (String arn : asked) {
      ObservedTask task = tasks.get(arn);
      if (task == null || missing.contains(arn)) {
        unknown.add(arn);
      } else if (undescribed.contains(arn)) {
        undescribedNow.put(arn, "not described: Rate exceeded");
      } else {
        described.add(task);
      }
    }
    Runnable now = beside;
    beside = () -> {};
    now.run();
    return new Description.Answered(
        asked, begun, described, List.of(), unknown, undescribedNow, Optional.empty());
  }

  @Override
  public void passBegins(String cluster, Urgency urgency) {}

  @Override
  public void passEnded(String cluster, Set<String> arns, long begunNanos) {}

  @Override
  public Result<Map<ServiceKey, ServiceStatus>> statusOf(
      Collection<ServiceKey> services, Urgency urgency) {
    calls.add("status " + services);
    Map<ServiceKey, ServiceStatus> answer = new HashMap<>();
    for (ServiceKey service : services) {
      answer.put(service, statuses.getOrDefault(service, counted(service)));
    }
    return new Result.Ok<>(answer);
  }

  private ServiceStatus counted(ServiceKey service) {
    int running =
        (int)
            tasks.values().stream()
                .filter(task -> task.task().service().equals(service) && task.task().running())
                .count();
    return new ServiceStatus.Live(running);
  }
}
