package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Observation;
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
import java.util.function.Predicate;

/** ECS as the port shows it, with every answer in the test's hand. */
final class FakeEcs implements DesiredState {
  final TreeMap<String, ObservedTask> tasks = new TreeMap<>();
  final Map<ServiceKey, ServiceStatus> statuses = new HashMap<>();
  final Set<String> missing = new HashSet<>();
  final Set<String> undescribed = new HashSet<>();
  final List<String> calls = new ArrayList<>();
  final Set<String> voidClusters = new HashSet<>();
  Optional<Observation.Void> outage = Optional.empty();
  Optional<RuntimeException> failure = Optional.empty();

  /** Runs while the next read of the cluster is under way, after its answer is made. */
  Runnable beside = () -> {};

  /** Runs while the next read of a service is under way, after its answer is made. */
  Runnable besideService = () -> {};

  private int launched;

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
  public Observation observeCluster(String cluster, Set<String> alsoDescribe, Urgency urgency) {
    calls.add("cluster " + cluster);
    if (voidClusters.contains(cluster)) {
      return new Observation.Void("Rate exceeded", true);
    }
    Observation answer = observe(task -> task.service().cluster().equals(cluster), alsoDescribe);
    Runnable now = beside;
    beside = () -> {};
    now.run();
    return answer;
  }

  @Override
  public Observation observeService(ServiceKey service, Set<String> alsoDescribe, Urgency urgency) {
    calls.add("service " + service);
    Observation answer = observe(task -> task.service().equals(service), alsoDescribe);
    Runnable now = besideService;
    besideService = () -> {};
    now.run();
    return answer;
  }

  @Override
  public Observation describe(String cluster, Set<String> taskArns, Urgency urgency) {
    calls.add("describe " + taskArns.size());
    return observe(task -> false, taskArns);
  }

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
    return new ServiceStatus.Live(running, running);
  }

  private Observation observe(Predicate<Task> listed, Set<String> alsoDescribe) {
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (outage.isPresent()) {
      return outage.get();
    }
    List<ObservedTask> described = new ArrayList<>();
    List<Observation.UnattributedTask> unattributed = new ArrayList<>();
    Set<String> arns = new java.util.TreeSet<>(alsoDescribe);
    tasks.values().stream()
        .map(ObservedTask::task)
        .filter(task -> listed.test(task) && task.desiredStatus().equals("RUNNING"))
        .forEach(task -> arns.add(task.arn()));
    for (String arn : arns) {
      ObservedTask task = tasks.get(arn);
      if (task == null || missing.contains(arn)) {
        unattributed.add(
            new Observation.UnattributedTask(arn, new TaskState.Unknown(true, "MISSING")));
      } else if (undescribed.contains(arn)) {
        unattributed.add(
            new Observation.UnattributedTask(
                arn, new TaskState.Unknown(false, "page not described: Rate exceeded")));
      } else {
        described.add(task);
      }
    }
    return new Observation.Listed(described, unattributed);
  }
}
