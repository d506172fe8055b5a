package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.HostStatus;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that tasks run on, and how they are.
 *
 * <ul>
 *   <li>ECS is asked when somebody asks here, every fifteen seconds at most; never for a plan.
 *   <li>One read at a time; who comes meanwhile has the one before.
 *   <li>Where a read fails the last one stays, and the failure is told.
 * </ul>
 *
 * <p>A host on which no task was seen is known by its heartbeats alone: nothing lists hosts.
 */
public final class HostBook {
  private static final Duration FRESH_FOR = Duration.ofSeconds(15);

  /**
   * A host.
   *
   * @param status empty where ECS was not asked with success yet
   * @param state by ECS's word and its own; empty where there is neither
   * @param tasks of ECS and of its agent
   */
  public record Host(
      Machine machine,
      String cluster,
      Optional<HostStatus> status,
      Optional<HostState> state,
      List<Entry> tasks) {}

  /**
   * What is known of all hosts.
   *
   * @param hosts by cluster and container instance
   * @param problem why the newest read failed
   */
  public record Hosts(List<Host> hosts, Optional<String> problem) {
    /** By container instance id, its ARN, EC2 id or address. */
    public Optional<Host> find(String id) {
      return hosts.stream()
          .filter(
              host ->
                  host.machine().instance().equals(id)
                      || host.machine().key().equals(id)
                      || host.machine().id().equals(id)
                      || host.machine().address().equals(id))
          .findFirst();
    }
  }

  /**
   * What a read that succeeded said of a host. Reads that fail make no host more silent.
   *
   * @param silentFor how long its agent has been away in every such read, from the first to this
   */
  private record Seen(HostStatus status, Duration silentFor, long atNanos) {
    HostState state() {
      return HostState.of(status, silentFor);
    }
  }

  /**
   * @param seen by container instance ARN
   */
  private record Read(Map<String, Seen> seen, Optional<String> problem, long atNanos) {}

  private final Directory directory;
  private final HostReader reader;
  private final Heartbeats heartbeats;
  private final MonotonicClock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Optional<Read> last = Optional.empty();

  /**
   * Makes it.
   *
   * @param heartbeats what hosts tell of themselves
   */
  public HostBook(
      Directory directory, HostReader reader, Heartbeats heartbeats, MonotonicClock clock) {
    this.directory = directory;
    this.reader = reader;
    this.heartbeats = heartbeats;
    this.clock = clock;
  }

  /** The hosts, as of fifteen seconds ago at most where ECS answers. */
  public Hosts hosts() {
    Optional<Read> before = last;
    if (before.isPresent() && fresh(before.get())) {
      return hosts(before.get());
    }
    if (before.isPresent() && !reading.tryLock()) {
      return hosts(before.get());
    }
    if (before.isEmpty()) {
      reading.lock();
    }
    try {
      Read now = last.filter(this::fresh).orElseGet(this::read);
      last = Optional.of(now);
      return hosts(now);
    } finally {
      reading.unlock();
    }
  }

  private Read read() {
    Map<String, Map<String, Machine>> byCluster = new TreeMap<>();
    directory
        .machines()
        .forEach(
            (arn, machine) ->
                directory.on(arn).stream()
                    .findFirst()
                    .ifPresent(
                        entry ->
                            byCluster
                                .computeIfAbsent(cluster(entry), c -> new LinkedHashMap<>())
                                .put(arn, machine)));
    Map<String, Seen> before = last.map(Read::seen).orElse(Map.of());
    Map<String, Seen> seen = new HashMap<>();
    List<String> problems = new ArrayList<>();
    byCluster.forEach(
        (cluster, machines) -> {
          switch (reader.read(cluster, machines)) {
            case Result.Ok<List<HostStatus>>(List<HostStatus> read) ->
                read.forEach(
                    status -> {
                      String arn = status.machine().arn();
                      seen.put(arn, seen(status, before.get(arn)));
                    });
            case Result.Failed<List<HostStatus>>(String reason, boolean _) -> {
              problems.add("cluster " + cluster + ": " + reason);
              before.forEach(
                  (arn, one) -> {
                    if (one.status().cluster().equals(cluster)) {
                      seen.put(arn, one);
                    }
                  });
            }
          }
        });
    directory.learn(seen.values().stream().map(one -> one.status().machine()).toList());
    return new Read(seen, problems.stream().findFirst(), clock.nanos());
  }

  private Seen seen(HostStatus status, @Nullable Seen before) {
    long now = clock.nanos();
    if (before == null || before.status().agentConnected() || status.agentConnected()) {
      return new Seen(status, Duration.ZERO, now);
    }
    return new Seen(status, before.silentFor().plusNanos(now - before.atNanos()), now);
  }

  private Hosts hosts(Read read) {
    SortedMap<String, Host> hosts = new TreeMap<>();
    Set<String> known = new HashSet<>();
    directory
        .machines()
        .forEach(
            (key, machine) -> {
              List<Entry> tasks = directory.on(key);
              Optional<Seen> seen = Optional.ofNullable(read.seen().get(key));
              String cluster = tasks.stream().findFirst().map(HostBook::cluster).orElse("");
              hosts.put(
                  cluster + "/" + machine.instance(),
                  new Host(machine, cluster, seen.map(Seen::status), state(machine, seen), tasks));
              known.add(machine.id());
            });
    for (String id : heartbeats.hosts()) {
      if (!known.contains(id)) {
        Machine machine = Machine.named(id, "");
        hosts.put(
            "/" + id,
            new Host(
                machine, "", Optional.empty(), heartbeats.state(id), directory.on(machine.key())));
      }
    }
    return new Hosts(List.copyOf(hosts.values()), read.problem());
  }

  /** The worse of what ECS and the host itself say. */
  private Optional<HostState> state(Machine machine, Optional<Seen> seen) {
    return Stream.concat(seen.map(Seen::state).stream(), heartbeats.state(machine.id()).stream())
        .max(Comparator.naturalOrder());
  }

  private boolean fresh(Read read) {
    return clock.nanos() - read.atNanos() < FRESH_FOR.toNanos();
  }

  private static String cluster(Entry entry) {
    return entry.placement().task().service().cluster();
  }
}
