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
 * Answers what is where.
 *
 * <ul>
 *   <li>What ECS says of a container wins over what its host's agent says.
 *   <li>Of several that fit, the newest running one answers; failing that, the newest.
 *   <li>A task never goes back: neither to an older version, nor from its end.
 *   <li>Bounded: the tasks that ECS shows, and so many stopped and reported ones, for so long.
 *   <li>Safe between threads. A question takes time by its answers, not by the tasks.
 * </ul>
 */
public final class Directory {
  /**
   * How much is kept of what ECS does not show any more, or never did.
   *
   * @param stopped tasks that ended
   * @param stoppedFor since when
   * @param reported tasks that only agents speak of
   * @param reportedFor since when their agent last spoke of them
   */
  public record Limits(int stopped, Duration stoppedFor, int reported, Duration reportedFor) {
    /** About five megabytes of stopped tasks: what ECS itself keeps for an hour, for a day. */
    public static final Limits DEFAULT =
        new Limits(10_000, Duration.ofDays(1), 20_000, Duration.ofMinutes(15));
  }

  private final Shelves shelves;
  private final Machines machines = new Machines();
  // Absent from the last complete list, by ARN.
  private final Set<String> missed = new HashSet<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final MonotonicClock clock;
  private final InstantSource wall;
  private volatile Consumer<Entry> onEnd = _ -> {};

  public Directory(Limits limits, MonotonicClock clock, InstantSource wall) {
    this.clock = clock;
    this.wall = wall;
    this.shelves = new Shelves(limits, clock);
  }

  /** Has one listener told of each task that is seen to end; it neither blocks nor throws. */
  public void onEnd(Consumer<Entry> listener) {
    onEnd = listener;
  }

  /** The placement itself, or the equal one that is held. */
  public Placement held(Placement placement) {
    return read(
        () -> {
          Entry known = shelves.of(Source.ECS).task(placement.taskId());
          return known != null && known.placement().equals(placement)
              ? known.placement()
              : placement;
        });
  }

  /** Takes in what ECS described. */
  public void observe(Collection<Placement> placements) {
    List<Placement> news = read(() -> placements.stream().filter(this::isNews).toList());
    if (!news.isEmpty()) {
      List<Entry> ended = new ArrayList<>();
      // Once more under this lock: another read may have told more meanwhile.
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
   * Takes in a complete list of a cluster's tasks. A task that is absent from two of them has
   * stopped, whatever else is known of it: lists lag behind, and a page may miss a task.
   *
   * @param arns of all tasks that were listed or asked for
   * @param begunNanos monotonic time at which the read began: what was learned later stays
   */
  public void listed(String cluster, Set<String> arns, long begunNanos) {
    List<Entry> ended = new ArrayList<>();
    write(
        () -> {
          missed.removeAll(arns);
          List<Entry> absent =
              shelves.of(Source.ECS).all().stream()
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
   * Takes in a task from elsewhere: an agent's report, or the history of another process.
   *
   * @param source anything but {@link Source#ECS}
   */
  public void put(Source source, Placement placement, String hostName) {
    if (source == Source.ECS) {
      throw new IllegalArgumentException("what ECS says is observed");
    }
    put(entry(source, placement, hostName));
  }

  /**
   * Takes in a task as its host's agent tells of it.
   *
   * @param sampledMillis when the agent looked, by its own clock
   */
  public void report(Placement placement, String hostName, long sampledMillis) {
    put(new Entry(Source.AGENT, placement, hostName, sampledMillis, clock.nanos()));
  }

  private void put(Entry entry) {
    write(() -> shelves.of(entry.source()).put(entry));
  }

  /** The tasks that were seen to end within this time. */
  public List<Placement> endedWithin(Duration time) {
    return read(
        () ->
            shelves.of(Source.HISTORY).all().stream()
                .filter(entry -> clock.nanos() - entry.seenNanos() < time.toNanos())
                .map(Entry::placement)
                .toList());
  }

  /** The services of a cluster whose tasks are of this family, whatever its revision. */
  public Set<ServiceKey> services(String cluster, String family) {
    return read(() -> shelves.of(Source.ECS).services(cluster, family));
  }

  /** Takes back what an agent reported of a task. */
  public void withdraw(String taskId) {
    write(() -> shelves.of(Source.AGENT).remove(taskId));
  }

  /** Takes in what was learned of hosts. */
  public void learn(Collection<Machine> learned) {
    write(() -> machines.learn(learned, shelves.of(Source.ECS).machines()));
  }

  /** Containers whose id is this, or begins so. */
  public Matches container(String prefix) {
    return read(
        () -> {
          Map<String, Entry> matching = shelves.matching(prefix);
          return new Matches(hits(matching).min(Hit.NEWEST_RUNNING_FIRST), matching.size());
        });
  }

  /**
   * The same, each of them, the newest running one first.
   *
   * @param max how many at most
   */
  public List<Hit> containers(String prefix, int max) {
    return read(
        () -> hits(shelves.matching(prefix)).sorted(Hit.NEWEST_RUNNING_FIRST).limit(max).toList());
  }

  /** The containers of a task, the first of which stands for it; empty where it is not known. */
  public List<Hit> task(String id) {
    return read(
        () ->
            shelves.all().stream()
                .flatMap(shelf -> Optional.ofNullable(shelf.task(id)).stream())
                .filter(shelves::kept)
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
          for (Shelf shelf : shelves.all()) {
            shelf.service(service).stream()
                .filter(shelves::shown)
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

  /** The services of this name, in whatever cluster. */
  public List<ServiceKey> services(String name) {
    return read(
        () ->
            shelves.all().stream()
                .flatMap(shelf -> shelf.services().stream())
                .filter(service -> service.service().equals(name))
                .distinct()
                .sorted()
                .toList());
  }

  /** Whether a task of the service is known, running or not. */
  public boolean knows(ServiceKey service) {
    return read(
        () ->
            shelves.all().stream()
                .flatMap(shelf -> shelf.service(service).stream())
                .anyMatch(shelves::kept));
  }

  /**
   * Who has a port at an address: the newest running one first.
   *
   * @param protocol {@code tcp} or {@code udp}; empty for either
   */
  public List<Hit> address(String ip, int port, Optional<String> protocol) {
    return read(
        () -> {
          Map<String, Hit> byContainer = new LinkedHashMap<>();
          for (Shelf shelf : shelves.all()) {
            for (Entry entry : shelf.at(ip)) {
              hits(entry).stream()
                  .filter(hit -> shelves.shown(entry) && hit.listensAt(ip, port, protocol))
                  .forEach(hit -> byContainer.putIfAbsent(hit.name(), hit));
            }
          }
          return byContainer.values().stream().sorted(Hit.NEWEST_RUNNING_FIRST).toList();
        });
  }

  /** The tasks of a host that ECS runs there, or its agent says so. */
  public List<Entry> on(String machineKey) {
    return read(
        () -> {
          Map<String, Entry> byTask = new LinkedHashMap<>();
          for (Source source : List.of(Source.ECS, Source.AGENT)) {
            for (Entry entry : shelves.of(source).machine(machineKey)) {
              if (shelves.kept(entry)) {
                byTask.putIfAbsent(entry.placement().taskId(), entry);
              }
            }
          }
          return List.copyOf(byTask.values());
        });
  }

  /** What is known of the hosts that tasks of ECS run on, by the key of each. */
  public Map<String, Machine> machines() {
    return read(
        () -> {
          Map<String, Machine> found = new TreeMap<>();
          for (String key : shelves.of(Source.ECS).machines()) {
            shelves.of(Source.ECS).machine(key).stream()
                .findAny()
                .ifPresent(entry -> found.put(key, machines.of(entry.placement())));
          }
          return found;
        });
  }

  /** How many tasks a source tells of. */
  public int count(Source source) {
    return read(() -> shelves.of(source).size());
  }

  private boolean isNews(Placement placement) {
    String id = placement.taskId();
    Entry known = shelves.of(Source.ECS).task(id);
    Entry held = known == null ? shelves.of(Source.HISTORY).task(id) : known;
    if (held == null) {
      return true;
    }
    // Of a task that was only missed, its own last version says that it lives.
    return (known != null || !placement.ended())
        && placement.task().version() >= held.placement().task().version()
        && !placement.equals(held.placement());
  }

  private Optional<Entry> take(Placement placement) {
    if (placement.ended()) {
      return Optional.of(end(placement));
    }
    shelves.of(Source.HISTORY).remove(placement.taskId());
    shelves.of(Source.ECS).put(entry(Source.ECS, placement, ""));
    return Optional.empty();
  }

  private Entry end(Placement placement) {
    missed.remove(placement.task().arn());
    Entry before = shelves.of(Source.ECS).remove(placement.taskId());
    Entry entry =
        entry(
            Source.HISTORY,
            before == null ? placement : Ending.remembering(placement, placed(before)),
            "");
    Shelf history = shelves.of(Source.HISTORY);
    history.put(entry);
    for (Optional<Entry> eldest = history.eldest();
        eldest.isPresent() && !shelves.kept(eldest.get());
        eldest = history.eldest()) {
      history.remove(eldest.get().placement().taskId());
    }
    return entry;
  }

  /** With what was learned of its host apart from it: that is forgotten with the host's tasks. */
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
    Entry reported = shelves.of(Source.AGENT).container(container.id());
    String hostName =
        reported == null || !shelves.kept(reported) ? entry.hostName() : reported.hostName();
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
