package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One service of three tasks: one runs all the time, one runs and stops, one comes to run. Each of
 * the two events sends a message, which waits until somebody hears it.
 *
 * <p>Each has an address of its own, so a server behind which a task runs is never rightly removed.
 * Were an address given anew between a read and the write that follows from it, nobody could know.
 */
final class ThreeTasks {
  static final ServiceKey SERVICE = new ServiceKey("demo", "web");
  static final BackendKey BACKEND = new BackendKey(SERVICE.service());

  private static final String STAYS = "arn:aws:ecs:eu-west-1:1:task/demo/stays";
  private static final String STOPS = "arn:aws:ecs:eu-west-1:1:task/demo/stops";
  private static final String STARTS = "arn:aws:ecs:eu-west-1:1:task/demo/starts";

  private final SortedMap<String, ObservedTask> tasks = new TreeMap<>();
  private final SortedMap<String, Trigger> mail = new TreeMap<>();
  private boolean stopped;
  private boolean started;

  ThreeTasks() {
    run(STAYS, "10.0.0.1:8080", 1);
    run(STOPS, "10.0.0.2:8080", 2);
  }

  /** What may happen to the service next. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    if (!stopped) {
      steps.add(new Step("task.stops", 0, false, this::stop));
    }
    if (!started) {
      steps.add(new Step("task.starts", 0, false, this::start));
    }
    return steps;
  }

  private void stop() {
    stopped = true;
    ObservedTask running = tasks.get(STOPS);
    if (running == null) {
      throw new IllegalStateException("there is no such task");
    }
    Task task = running.task();
    tasks.put(
        STOPS,
        new ObservedTask(
            new Task(
                STOPS,
                SERVICE,
                task.definition(),
                task.version() + 1,
                "STOPPED",
                "STOPPED",
                task.health(),
                task.startedAt()),
            running.backend(),
            new TaskState.Excluded(TaskState.Cause.STOPPED, Optional.empty(), "task stopped"),
            false,
            false));
    send("stopped", STOPS, task.version() + 1);
  }

  private void start() {
    started = true;
    run(STARTS, "10.0.0.3:8080", 3);
    send("started", STARTS, 1);
  }

  private void run(String arn, String address, int second) {
    Task task =
        new Task(
            arn,
            SERVICE,
            "arn:aws:ecs:eu-west-1:1:task-definition/web:1",
            1,
            "RUNNING",
            "RUNNING",
            "UNKNOWN",
            Instant.EPOCH.plusSeconds(second));
    Server server = new Server(Address.parse(address).orElseThrow(), "http", OptionalInt.empty());
    tasks.put(
        arn,
        new ObservedTask(task, Optional.of(BACKEND), new TaskState.Resolved(server), false, false));
  }

  private void send(String name, String arn, long version) {
    mail.put(
        name,
        new Trigger(
            Trigger.Source.SQS,
            Optional.of(SERVICE),
            Optional.of(new Trigger.HeardTask(arn, version, true))));
  }

  /** The messages that nobody has heard. */
  Set<String> mail() {
    return mail.keySet();
  }

  Trigger take(String message) {
    return Optional.ofNullable(mail.remove(message)).orElseThrow();
  }

  /** A stopped task is not listed, and still described to who asks for it. */
  List<String> listed() {
    return tasks.values().stream()
        .filter(task -> task.task().running())
        .map(task -> task.task().arn())
        .toList();
  }

  Description.Answered describe(List<String> asked, long begunNanos) {
    List<ObservedTask> described = new ArrayList<>();
    Set<String> missing = new TreeSet<>();
    for (String arn : asked) {
      ObservedTask task = tasks.get(arn);
      if (task == null) {
        missing.add(arn);
      } else {
        described.add(task);
      }
    }
    return new Description.Answered(
        asked, begunNanos, described, List.of(), missing, Map.of(), Optional.empty());
  }

  ServiceStatus status() {
    int running = addresses().size();
    return new ServiceStatus.Live(running);
  }

  /** Where something runs: what the backend should hold. */
  SortedSet<String> addresses() {
    SortedSet<String> addresses = new TreeSet<>();
    for (ObservedTask task : tasks.values()) {
      if (task.state() instanceof TaskState.Resolved(Server server)) {
        addresses.add(server.address().toString());
      }
    }
    return addresses;
  }

  /** All that it is, and all that ECS would answer. */
  String text() {
    return "stopped %s, started %s, mail %s".formatted(stopped, started, mail.keySet());
  }

  /** What ECS would answer. */
  String answers() {
    return "stopped %s, started %s".formatted(stopped, started);
  }
}
