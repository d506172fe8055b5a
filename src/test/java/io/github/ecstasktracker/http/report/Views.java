package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.View;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Views to test with. */
public final class Views {
  public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private Views() {}

  /** A complete view of these. */
  public static View of(BackendView... backends) {
    SortedMap<BackendKey, BackendView> sorted = new TreeMap<>();
    Arrays.stream(backends).forEach(backend -> sorted.put(backend.key(), backend));
    return new View(7, sorted, List.of(), Optional.of(NOON));
  }

  /** A backend fed by the service of its name, with one server in the item. */
  public static BackendView backend(String name, BackendView.State state) {
    return backend(name, state, List.of(), List.of());
  }

  public static BackendView backend(
      String name, BackendView.State state, List<ServerChange> pending, List<Hold> holds) {
    return new BackendView(
        new BackendKey(name),
        state,
        state == BackendView.State.FOREIGN
            ? new TreeSet<>()
            : new TreeSet<>(List.of(new ServiceKey("prod", name))),
        List.of(resolved(name, "10.0.1.5")),
        Optional.of(servers(server("10.0.1.5"))),
        pending,
        holds,
        state == BackendView.State.UNKNOWN ? Optional.of("throttled") : Optional.empty(),
        NOON);
  }

  /** Every kind of line that a report can have. */
  public static BackendView everything() {
    return new BackendView(
        new BackendKey("web"),
        BackendView.State.OUT_OF_SYNC,
        new TreeSet<>(List.of(new ServiceKey("prod", "web"), new ServiceKey("blue", "web"))),
        List.of(
            resolved("web", "10.0.1.5"),
            excluded("web", "3f2a", TaskState.Cause.UNHEALTHY, "container web is UNHEALTHY"),
            task("web", "9c01", new TaskState.Unknown("not described"), null)),
        Optional.of(servers(server("10.0.1.6"), server("10.0.1.7"), server("10.0.1.8"))),
        List.of(
            new ServerChange.Remove(
                server("10.0.1.6"), new ChangeCause.TaskStopped("77aa", "task is STOPPED")),
            new ServerChange.Add(server("10.0.1.5"), new ChangeCause.InRotation("3f00")),
            new ServerChange.Change(
                server("10.0.1.7"),
                StoredServer.of(new Address("10.0.1.7", 32768), "http", 5),
                new ChangeCause.Differs("3f01"))),
        List.of(
            new Hold(
                "10.0.1.8:32768",
                Hold.Guard.INCOMPLETE,
                new HoldCause.TaskUnknown(Optional.of("9c01"), "not described"))),
        Optional.of("the last write was refused"),
        NOON);
  }

  public static StoredServer server(String host) {
    return StoredServer.of(new Address(host, 32768), "http", 0);
  }

  public static AppliedChange applied(String backend, int number) {
    return new AppliedChange(
        NOON.plusSeconds(number),
        new BackendKey(backend),
        "sqs",
        List.of(new ServerChange.Add(server("10.0.1.5"), new ChangeCause.InRotation("3f00"))),
        new TreeMap<>(),
        servers(server("10.0.1.5")),
        "r" + number);
  }

  private static SortedMap<String, StoredServer> servers(StoredServer... servers) {
    SortedMap<String, StoredServer> map = new TreeMap<>();
    Stream.of(servers).forEach(server -> map.put(server.key(), server));
    return map;
  }

  private static ObservedTask resolved(String service, String host) {
    Server server = new Server(new Address(host, 32768), "http", OptionalInt.empty());
    return task(service, "3f00", new TaskState.Resolved(server), NOON);
  }

  private static ObservedTask excluded(
      String service, String id, TaskState.Cause cause, String reason) {
    Address address = new Address("10.0.1.9", 32768);
    return task(service, id, new TaskState.Excluded(cause, Optional.of(address), reason), NOON);
  }

  private static ObservedTask task(
      String service, String id, TaskState state, @Nullable Instant startedAt) {
    Task task =
        new Task(
            "arn:aws:ecs:eu-west-1:123456789012:task/prod/" + id,
            new ServiceKey("prod", service),
            "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7",
            4,
            "RUNNING",
            "RUNNING",
            "UNKNOWN",
            startedAt);
    return new ObservedTask(task, Optional.of(new BackendKey(service)), state, false, false);
  }
}
