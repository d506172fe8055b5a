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
 * The hosts that run tasks, and their state.
 *
 * <ul>
 *   <li>ECS is queried on demand, at most every fifteen seconds, and never for a plan.
 *   <li>One read runs at a time; concurrent callers get the previous result.
 *   <li>If a read fails, the previous result is kept and the failure is reported.
 * </ul>
 *
 * <p>A host without tasks is known only if its cluster's hosts are listed, or from its heartbeats.
 */
public final class HostRegistry {
  private static final Duration FRESH_FOR = Duration.ofSeconds(15);

  /**
   * A host.
   *
   * @param status empty until ECS was read successfully
   * @param state from ECS and from the host's heartbeats; empty if there is neither
   * @param tasks tasks known from ECS and from the host's agent
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
   * @param problem why the latest read failed
   */
  public record Hosts(List<Host> hosts, Optional<String> problem) {
    /** Finds a host by container instance id or ARN, EC2 id or address. */
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
   * A host as of a successful read. Failed reads do not add to a host's silence.
   *
   * @param silentFor how long its agent has been disconnected in consecutive successful reads
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
  private final Set<String> listed;
  private final MonotonicClock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Optional<Read> last = Optional.empty();

  /**
   * Creates the registry.
   *
   * @param heartbeats heartbeats sent by the hosts
   * @param listed clusters whose hosts the reader lists completely; empty if it only reads the
   *     hosts it is given
   */
  public HostRegistry(
      Directory directory,
      HostReader reader,
      Heartbeats heartbeats,
      Set<String> listed,
      MonotonicClock clock) {
    this.directory = directory;
    this.reader = reader;
    this.heartbeats = heartbeats;
    this.listed = Set.copyOf(listed);
    this.clock = clock;
  }

  /** The hosts, at most fifteen seconds old while ECS answers. */
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
    listed.forEach(cluster -> byCluster.put(cluster, new LinkedHashMap<>()));
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
              String cluster = tasks.stream().findFirst().map(HostRegistry::cluster).orElse("");
              hosts.put(
                  cluster + "/" + machine.instance(),
                  new Host(machine, cluster, seen.map(Seen::status), state(machine, seen), tasks));
              known.add(machine.id());
            });
    for (Seen empty : read.seen().values()) {
      Machine machine = empty.status().machine();
      String cluster = empty.status().cluster();
      if (listed.contains(cluster) && hosts.get(cluster + "/" + machine.instance()) == null) {
        hosts.put(
            cluster + "/" + machine.instance(),
            new Host(
                machine,
                cluster,
                Optional.of(empty.status()),
                state(machine, Optional.of(empty)),
                List.of()));
        known.add(machine.id());
      }
    }
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

  /** The worse of the two states, from ECS and from the host itself. */
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
