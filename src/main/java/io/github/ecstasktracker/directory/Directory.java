package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.ServiceKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Answers which task, container, service and host is where.
 *
 * <ul>
 *   <li>ECS takes precedence over a host's agent.
 *   <li>Among several matches, the newest running one is returned; without a running one, the
 *       newest.
 *   <li>A task never returns to an older version, and never from stopped to running.
 *   <li>Bounded: holds the tasks that ECS shows, plus a limited number of stopped and reported
 *       tasks for a limited time.
 *   <li>Thread-safe. The cost of a query depends on its results, not on the number of tasks.
 * </ul>
 */
public final class Directory {
  /**
   * Limits for tasks that ECS no longer shows or never showed.
   *
   * @param stopped number of stopped tasks
   * @param stoppedFor how long a stopped task is kept
   * @param reported number of tasks known from agents only
   * @param reportedFor how long they are kept after their agent last reported them
   */
  public record Limits(int stopped, Duration stoppedFor, int reported, Duration reportedFor) {
    /**
     * About five megabytes of stopped tasks, which ECS itself keeps for an hour and this for a day.
     */
    public static final Limits DEFAULT =
        new Limits(10_000, Duration.ofDays(1), 20_000, Duration.ofMinutes(15));
  }

  private final TaskIndexes indexes;
  private final Machines machines = new Machines();
  // ARNs of tasks missing from the last complete list.
  private final Set<String> missed = new HashSet<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final MonotonicClock clock;
  private final InstantSource wall;
  private volatile Consumer<Entry> onEnd = _ -> {};

  public Directory(Limits limits, MonotonicClock clock, InstantSource wall) {
    this.clock = clock;
    this.wall = wall;
    this.indexes = new TaskIndexes(limits, clock);
  }

  /** Sets the one listener for tasks that end. It must neither block nor throw. */
  public void onEnd(Consumer<Entry> listener) {
    onEnd = listener;
  }

  /** Returns the stored placement equal to this one, or this one itself. */
  public Placement held(Placement placement) {
    return read(
        () -> {
          Entry known = indexes.of(Source.ECS).task(placement.taskId());
          return known != null && known.placement().equals(placement)
              ? known.placement()
              : placement;
        });
  }

  /** Records what ECS described. */
  public void observe(Collection<Placement> placements) {
    List<Placement> news = read(() -> placements.stream().filter(this::isNews).toList());
    if (!news.isEmpty()) {
      List<Entry> ended = new ArrayList<>();
      // Checked again under this lock: another read may have recorded newer data meanwhile.
      write(
          () -> {
            for (Placement placement : news) {
              if (isNews(placement)) {
                take(placement).ifPresent(ended::add);
              }
            }
          });
      ended.forEach(onEnd);
    }
  }

  /**
   * Records a complete list of a cluster's tasks. A task counts as stopped only if two lists lack
   * it: lists lag behind, and a page may miss a task.
   *
   * @param arns ARNs of all tasks that were listed or requested
   * @param begunNanos monotonic time at which the read began; later information is kept
   */
  public void listed(String cluster, Set<String> arns, long begunNanos) {
    List<Entry> ended = new ArrayList<>();
    write(
        () -> {
          missed.removeAll(arns);
          List<Entry> absent =
              indexes.of(Source.ECS).all().stream()
                  .filter(entry -> !arns.contains(entry.placement().task().arn()))
                  .filter(entry -> entry.placement().task().service().cluster().equals(cluster))
                  .filter(entry -> entry.seenNanos() - begunNanos < 0)
                  .toList();
          for (Entry entry : absent) {
            if (!missed.add(entry.placement().task().arn())) {
              ended.add(end(Ending.vanished(entry.placement(), wall.instant())));
            }
          }
        });
    ended.forEach(onEnd);
  }

  /**
   * Records a task from another source: an agent's report, or the history of another process.
   *
   * @param source anything but {@link Source#ECS}
   */
  public void put(Source source, Placement placement, String hostName) {
    if (source == Source.ECS) {
      throw new IllegalArgumentException("tasks from ECS are recorded by observe()");
    }
    put(entry(source, placement, hostName));
  }

  /**
   * Records a task as reported by its host's agent.
   *
   * @param sampledMillis when the agent sampled it, by the agent's clock
   */
  public void report(Placement placement, String hostName, long sampledMillis) {
    put(new Entry(Source.AGENT, placement, hostName, sampledMillis, clock.nanos()));
  }

  private void put(Entry entry) {
    write(() -> indexes.of(entry.source()).put(entry));
  }

  /** The tasks whose end was noticed within this time. */
  public List<Placement> endedWithin(Duration time) {
    return read(
        () ->
            indexes.of(Source.HISTORY).all().stream()
                .filter(entry -> clock.nanos() - entry.seenNanos() < time.toNanos())
                .map(Entry::placement)
                .toList());
  }

  /**
   * The services of a cluster whose tasks belong to this task definition family, in any revision.
   */
  public Set<ServiceKey> services(String cluster, String family) {
    return read(() -> indexes.of(Source.ECS).services(cluster, family));
  }

  /** Withdraws an agent's report of a task. */
  public void withdraw(String taskId) {
    write(() -> indexes.of(Source.AGENT).remove(taskId));
  }

  /** Records information about hosts. */
  public void learn(Collection<Machine> learned) {
    write(() -> machines.learn(learned, indexes.of(Source.ECS).machines()));
  }

  /** Containers whose id equals this text or begins with it. */
  public Matches container(String prefix) {
    return read(
        () -> {
          Map<String, Entry> matching = indexes.matching(prefix);
          return new Matches(hits(matching).min(Hit.NEWEST_RUNNING_FIRST), matching.size());
        });
  }

  /**
   * Like {@link #container}, but returns all matches, the newest running one first.
   *
   * @param max maximum number of results
   */
  public List<Hit> containers(String prefix, int max) {
    return read(
        () -> hits(indexes.matching(prefix)).sorted(Hit.NEWEST_RUNNING_FIRST).limit(max).toList());
  }

  /**
   * The containers of a task, the most representative one first; empty if the task is not known.
   */
  public List<Hit> task(String id) {
    return read(
        () ->
            indexes.all().stream()
                .flatMap(index -> Optional.ofNullable(index.task(id)).stream())
                .filter(indexes::kept)
                .limit(1)
                .flatMap(entry -> hits(entry).stream())
                .sorted(Hit.NEWEST_RUNNING_FIRST)
                .toList());
  }

  /** One container of each running task of a service, the newest task first. */
  public List<Hit> service(ServiceKey service) {
    return read(
        () -> {
          Map<String, Entry> byTask = new LinkedHashMap<>();
          for (TaskIndex index : indexes.all()) {
            index.service(service).stream()
                .filter(indexes::shown)
                .forEach(entry -> byTask.putIfAbsent(entry.placement().taskId(), entry));
          }
          return byTask.values().stream()
              .flatMap(
                  entry ->
                      hits(entry).stream()
                          .filter(Hit::running)
                          .min(Hit.NEWEST_RUNNING_FIRST)
                          .stream())
              .sorted(Hit.NEWEST_RUNNING_FIRST)
              .toList();
        });
  }

  /** The services of this name in all clusters. */
  public List<ServiceKey> services(String name) {
    return read(
        () ->
            indexes.all().stream()
                .flatMap(index -> index.services().stream())
                .filter(service -> service.service().equals(name))
                .distinct()
                .sorted()
                .toList());
  }

  /** Whether any task of the service is known, running or stopped. */
  public boolean knows(ServiceKey service) {
    return read(
        () ->
            indexes.all().stream()
                .flatMap(index -> index.service(service).stream())
                .anyMatch(indexes::kept));
  }

  /**
   * The containers that have a port at an address, the newest running one first.
   *
   * @param protocol {@code tcp} or {@code udp}; empty for either
   */
  public List<Hit> address(String ip, int port, Optional<String> protocol) {
    return read(
        () -> {
          Map<String, Hit> byContainer = new LinkedHashMap<>();
          for (TaskIndex index : indexes.all()) {
            for (Entry entry : index.at(ip)) {
              hits(entry).stream()
                  .filter(hit -> indexes.shown(entry) && hit.listensAt(ip, port, protocol))
                  .forEach(hit -> byContainer.putIfAbsent(hit.name(), hit));
            }
          }
          return byContainer.values().stream().sorted(Hit.NEWEST_RUNNING_FIRST).toList();
        });
  }

  /** The tasks of a host, as known from ECS or from the host's agent. */
  public List<Entry> on(String machineKey) {
    return read(
        () -> {
          Map<String, Entry> byTask = new LinkedHashMap<>();
          for (Source source : List.of(Source.ECS, Source.AGENT)) {
            for (Entry entry : indexes.of(source).machine(machineKey)) {
              if (indexes.kept(entry)) {
                byTask.putIfAbsent(entry.placement().taskId(), entry);
              }
            }
          }
          return List.copyOf(byTask.values());
        });
  }

  /** What is known of the hosts that run ECS tasks, by host key. */
  public Map<String, Machine> machines() {
    return read(
        () -> {
          Map<String, Machine> found = new TreeMap<>();
          for (String key : indexes.of(Source.ECS).machines()) {
            indexes.of(Source.ECS).machine(key).stream()
                .findAny()
                .ifPresent(entry -> found.put(key, machines.of(entry.placement())));
          }
          return found;
        });
  }

  /** The number of tasks known from a source. */
  public int count(Source source) {
    return read(() -> indexes.of(source).size());
  }

  private boolean isNews(Placement placement) {
    String id = placement.taskId();
    Entry known = indexes.of(Source.ECS).task(id);
    Entry held = known == null ? indexes.of(Source.HISTORY).task(id) : known;
    if (held == null) {
      return true;
    }
    // A task that was only missing from lists is revived by its own last version.
    return (known != null || !placement.ended())
        && placement.task().version() >= held.placement().task().version()
        && !placement.equals(held.placement());
  }

  private Optional<Entry> take(Placement placement) {
    if (placement.ended()) {
      return Optional.of(end(placement));
    }
    indexes.of(Source.HISTORY).remove(placement.taskId());
    indexes.of(Source.ECS).put(entry(Source.ECS, placement, ""));
    return Optional.empty();
  }

  private Entry end(Placement placement) {
    missed.remove(placement.task().arn());
    Entry before = indexes.of(Source.ECS).remove(placement.taskId());
    Entry entry =
        entry(
            Source.HISTORY,
            before == null ? placement : Ending.remembering(placement, placed(before)),
            "");
    TaskIndex history = indexes.of(Source.HISTORY);
    history.put(entry);
    for (Optional<Entry> eldest = history.eldest();
        eldest.isPresent() && !indexes.kept(eldest.get());
        eldest = history.eldest()) {
      history.remove(eldest.get().placement().taskId());
    }
    return entry;
  }

  /**
   * Adds what was learned of the host separately, since that is forgotten once the host has no
   * tasks.
   */
  private Placement placed(Entry before) {
    Placement last = before.placement();
    return last.machine() == null
        ? last
        : new Placement(
            last.task(), last.stoppedAt(), machines.of(last), last.ownAddress(), last.containers());
  }

  private Entry entry(Source source, Placement placement, String hostName) {
    return new Entry(source, placement, hostName, wall.millis(), clock.nanos());
  }

  private Stream<Hit> hits(Map<String, Entry> byContainer) {
    return byContainer.entrySet().stream().map(match -> hit(match.getValue(), match.getKey()));
  }

  private List<Hit> hits(Entry entry) {
    return entry.placement().containers().stream().map(each -> hit(entry, each)).toList();
  }

  private Hit hit(Entry entry, String containerId) {
    return entry.placement().containers().stream()
        .filter(container -> container.id().equals(containerId))
        .findFirst()
        .map(container -> hit(entry, container))
        .orElseThrow();
  }

  private Hit hit(Entry entry, PlacedContainer container) {
    Entry reported = indexes.of(Source.AGENT).container(container.id());
    String hostName =
        reported == null || !indexes.kept(reported) ? entry.hostName() : reported.hostName();
    return new Hit(entry, container, machines.of(entry.placement()), hostName);
  }

  private <T> T read(Supplier<T> question) {
    lock.readLock().lock();
    try {
      return question.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  private void write(Runnable change) {
    lock.writeLock().lock();
    try {
      change.run();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
