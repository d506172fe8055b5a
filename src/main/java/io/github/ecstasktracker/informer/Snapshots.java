package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Unknown;
import io.github.ecstasktracker.plan.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link Snapshot}s of the cache: decides what may be concluded of each task now.
 *
 * <ul>
 *   <li>What was described before the term is Unknown.
 *   <li>STOPPED, or MISSING twice, is proof where this process described the task alive {@link
 *       #OLDEST_ANSWER} or more into its term: no other replica has written since, and every
 *       address that this one wrote is known to it. Of any other task it is proof once a complete
 *       list of the cluster begun in the term is described and every living task of the backend is
 *       known: a task that another leader put at that address would be on it (seeds 552, 1076 and
 *       13896).
 * </ul>
 */
final class Snapshots {
  /**
   * ECS may describe a task as it was: its reads are eventually consistent, and settle within
   * seconds (docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html).
   */
  static final Duration OLDEST_ANSWER = Duration.ofSeconds(15);

  private final TaskCache cache;
  private final LongSupplier now;
  private volatile Lists lists = new Lists(Map.of(), Map.of(), Map.of());

  /**
   * What lists of the clusters are good for, by cluster; in one, so that no snapshot sees half of
   * it.
   *
   * @param voids why the newest list failed
   * @param undescribed why tasks of the newest list are not known
   * @param completeNanos when the newest complete list began
   */
  private record Lists(
      Map<String, String> voids,
      Map<String, List<String>> undescribed,
      Map<String, Long> completeNanos) {}

  Snapshots(TaskCache cache, LongSupplier now) {
    this.cache = cache;
    this.now = now;
  }

  /** Why absence proves nothing while ECS lists a task that it does not describe. */
  static String listedButMissing(String arn) {
    return "task " + arn + ": ECS lists it, and says MISSING when it is asked to describe it";
  }

  /**
   * A pass has ended.
   *
   * @param unattributed by cluster, listed tasks that ECS says MISSING of and has never described
   */
  void ended(Pass pass, Map<String, Long> listBegunNanos, Map<String, List<String>> unattributed) {
    Map<String, Long> complete = new HashMap<>(lists.completeNanos());
    Set<String> whole = new HashSet<>(listBegunNanos.keySet());
    whole.removeAll(pass.voidClusters().keySet());
    whole.removeAll(pass.undescribed().keySet());
    // What ECS does not know holds nothing, if it knows another.
    if (pass.noClusters().keySet().containsAll(whole)) {
      whole.clear();
    }
    whole.forEach(cluster -> complete.put(cluster, listBegunNanos.get(cluster)));
    Map<String, List<String>> reasons = new HashMap<>();
    pass.undescribed()
        .forEach(
            (cluster, tasks) -> {
              List<String> unknown = new ArrayList<>();
              tasks.forEach(
                  (arn, reason) -> {
                    if (neverDescribed(arn)) {
                      unknown.add("task " + arn + ": " + reason);
                    }
                  });
              if (!unknown.isEmpty()) {
                reasons.put(cluster, List.copyOf(unknown));
              }
            });
    unattributed.forEach(
        (cluster, arns) -> {
          if (!arns.isEmpty()) {
            List<String> all = new ArrayList<>(reasons.getOrDefault(cluster, List.of()));
            arns.forEach(arn -> all.add(listedButMissing(arn)));
            reasons.put(cluster, List.copyOf(all));
          }
        });
    lists = new Lists(pass.voidClusters(), Map.copyOf(reasons), Map.copyOf(complete));
  }

  private boolean neverDescribed(String arn) {
    synchronized (cache) {
      return cache.find(arn).filter(entry -> entry.task != null).isEmpty();
    }
  }

  /**
   * @param clusters that are followed: a task that a message alone has named may be of the service
   *     of the backend's name in any of them
   * @param held addresses that the backend's item holds
   * @param freshNanos a task that is not held is added only where it was described since then
   * @param term the begin of this process's term; null where it stands by
   */
  Snapshot of(
      BackendKey key,
      List<String> clusters,
      Set<Address> held,
      long freshNanos,
      @Nullable Long term) {
    synchronized (cache) {
      SortedSet<ServiceKey> services = new TreeSet<>(cache.index.of(key));
      for (String cluster : clusters) {
        ServiceKey namesake = new ServiceKey(cluster, key.name());
        if (!services.contains(namesake) && !cache.entriesOf(namesake).isEmpty()) {
          services.add(namesake);
        }
      }
      return new Draft(key, held, freshNanos, term).make(services);
    }
  }

  /** One snapshot in the making, under the cache's lock. */
  private final class Draft {
    private final BackendKey key;
    private final Set<Address> held;
    private final Lists newest = lists;
    private final long freshNanos;
    private final @Nullable Long term;
    private final List<ObservedTask> tasks = new ArrayList<>();
    private final Map<String, Address> lastAddresses = new HashMap<>();
    private final Map<Address, Claim> claims = new HashMap<>();
    private final Set<String> stale = new HashSet<>();
    private long basis = now.getAsLong();

    /**
     * Whether no living task of the backend is Unknown: any of them might have a dead one's
     * address.
     */
    private boolean allKnown;

    Draft(BackendKey key, Set<Address> held, long freshNanos, @Nullable Long term) {
      this.key = key;
      this.held = held;
      this.freshNanos = freshNanos;
      this.term = term;
    }

    Snapshot make(SortedSet<ServiceKey> services) {
      held.forEach(this::claim);
      List<String> incomplete = incomplete(services);
      List<Entry> ended = new ArrayList<>();
      for (ServiceKey service : services) {
        for (Entry entry : cache.entriesOf(service)) {
          BackendKey backend = entry.backend();
          if (backend == null ? mayFeed(service) : backend.equals(key)) {
            if (entry.ended()) {
              ended.add(entry);
            } else {
              add(entry);
            }
          }
        }
      }
      allKnown =
          incomplete.isEmpty() && tasks.stream().noneMatch(task -> task.state() instanceof Unknown);
      ended.forEach(this::add);
      return new Snapshot(
          services, tasks, lastAddresses, claims, incomplete, stale, listNanos(services), basis);
    }

    private OptionalLong listNanos(SortedSet<ServiceKey> services) {
      OptionalLong last = OptionalLong.empty();
      for (ServiceKey service : services) {
        Long begun = newest.completeNanos().get(service.cluster());
        if (begun == null) {
          return OptionalLong.empty();
        }
        if (last.isEmpty() || begun - last.getAsLong() > 0) {
          last = OptionalLong.of(begun);
        }
      }
      return last;
    }

    private List<String> incomplete(SortedSet<ServiceKey> services) {
      List<String> incomplete = new ArrayList<>();
      Set<String> clusters = new TreeSet<>();
      services.forEach(service -> clusters.add(service.cluster()));
      for (String cluster : clusters) {
        Optional.ofNullable(newest.voids().get(cluster)).ifPresent(incomplete::add);
        incomplete.addAll(newest.undescribed().getOrDefault(cluster, List.of()));
        if (!completeSince(cluster, term)) {
          incomplete.add("cluster " + cluster + " has not been read completely yet");
        }
      }
      return incomplete;
    }

    private boolean mayFeed(ServiceKey service) {
      return cache.index.backendsOf(service).contains(key);
    }

    private void add(Entry entry) {
      if (entry.address != null) {
        claim(entry.address);
      }
      ObservedTask task = judged(entry);
      tasks.add(task);
      boolean proves = !entry.ended() || isProof(entry);
      if (entry.address != null && proves && !(task.state() instanceof TaskState.Resolved)) {
        lastAddresses.put(entry.arn, entry.address);
      }
      if (!(task.state() instanceof Unknown) && !entry.ended()) {
        basis = entry.begunNanos - basis < 0 ? entry.begunNanos : basis;
      }
    }

    private void claim(Address address) {
      if (claims.containsKey(address)) {
        return;
      }
      cache
          .occupants
          .occupant(address, entry -> doubt(entry).isEmpty())
          .ifPresent(claim -> claim(address, claim));
    }

    private void claim(Address address, Claim claim) {
      claims.put(address, claim);
      if (!claim.backend().equals(key) && held.contains(address) && !claim.seenSince(freshNanos)) {
        stale.add(claim.arn());
      }
    }

    private ObservedTask judged(Entry entry) {
      if (entry.task == null) {
        return new ObservedTask(
            new Task(entry.arn, entry.service, "", entry.heardVersion, "", "", "", null),
            Optional.empty(),
            new Unknown("an event named it, and ECS has not described it yet"),
            false,
            false);
      }
      ObservedTask task = entry.task;
      if (entry.ended()) {
        return ended(entry, task);
      }
      Optional<Unknown> doubt = doubt(entry);
      if (doubt.isPresent()) {
        return task.with(doubt.get());
      }
      if (entry.serves() && entry.address != null) {
        Claim claim = claims.get(entry.address);
        if (claim != null && !claim.arn().equals(task.task().arn())) {
          return task.with(claim.supersedes(entry.address));
        }
        if (!held.contains(entry.address) && entry.begunNanos - freshNanos < 0) {
          stale.add(entry.arn);
          return task.with(new Unknown("described too long ago to be added"));
        }
      }
      return task;
    }

    private ObservedTask ended(Entry entry, ObservedTask task) {
      if (!isProof(entry)) {
        // It proves nothing of its address; two complete lists without it do.
        return task.with(
            new TaskState.Excluded(
                TaskState.Cause.STOPPED,
                Optional.empty(),
                "it stopped; whether another task has its address is not known yet"));
      }
      return entry.gone
          ? task.with(
              new TaskState.Excluded(
                  TaskState.Cause.MISSING,
                  Optional.empty(),
                  "ECS said MISSING of it twice, one resync apart"))
          : task;
    }

    private boolean isProof(Entry entry) {
      if (term == null) {
        return true;
      }
      boolean followed = entry.seenAlive && entry.aliveNanos - term - OLDEST_ANSWER.toNanos() >= 0;
      return followed
          || (allKnown && completeSince(entry.service.cluster(), neededList(entry, term)));
    }

    /** A list may be old too, which matters for a task that this process never saw alive. */
    private static long neededList(Entry entry, long term) {
      return term + (entry.seenAlive ? 0 : OLDEST_ANSWER.toNanos());
    }

    /** Why nothing may be concluded of a living task; empty where its description counts. */
    private Optional<Unknown> doubt(Entry entry) {
      if (term != null && entry.begunNanos - term < 0) {
        return Optional.of(new Unknown("not described in this leader's term yet"));
      }
      if (entry.unmet()) {
        return Optional.of(
            new Unknown(
                "described at version %d, older than version %d that an event announced"
                    .formatted(entry.version(), entry.heardVersion)));
      }
      if (entry.missing) {
        return Optional.of(new Unknown("DescribeTasks: ECS says MISSING"));
      }
      return Optional.ofNullable(entry.failure).map(reason -> new Unknown(reason));
    }

    private boolean completeSince(String cluster, @Nullable Long nanos) {
      Long complete = newest.completeNanos().get(cluster);
      return complete != null && (nanos == null || complete - nanos >= 0);
    }
  }
}
