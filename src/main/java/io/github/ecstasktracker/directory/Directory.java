package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.ServiceKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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
public final class Directory extends DirectorySearch {
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

  // ARNs of tasks missing from the last complete list.
  private final Set<String> missed = new HashSet<>();
  private final MonotonicClock clock;
  private final InstantSource wall;
  private volatile Consumer<Entry> onEnd = _ -> {};

  public Directory(Limits limits, MonotonicClock clock, InstantSource wall) {
    super(new TaskIndexes(limits, clock));
    this.clock = clock;
    this.wall = wall;
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

  private void write(Runnable change) {
    lock.writeLock().lock();
    try {
      change.run();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
