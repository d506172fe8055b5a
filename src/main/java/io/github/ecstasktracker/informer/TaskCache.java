package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What ECS said last of each task of a service (an Indexer in client-go's words, without Replace).
 *
 * <ul>
 *   <li>A task only moves forward: a description replaces what is known where its version is
 *       higher, or the same and its call began later. Nothing leaves STOPPED.
 *   <li>ECS reads are eventually consistent (ECS API reference, RunTask), so from the moment a
 *       higher version is heard until it is read, the task is unmet. That lapses after two minutes;
 *       after fifteen seconds where the version is far above the one read, as a forged or broken
 *       message's may be.
 *   <li>Lists add names and never delete. Entries leave ten minutes after they ended.
 *   <li>One answer is one step: nobody sees half of it.
 * </ul>
 */
final class TaskCache {
  private static final Duration HEARD_FOR = Duration.ofMinutes(2);
  private static final Duration FAR_HEARD_FOR = Duration.ofSeconds(15);

  /** How long ECS may go on saying MISSING of a task that there is. */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  private static final long NEAR_VERSIONS = 50;
  private static final Duration ENDED_FOR = Duration.ofMinutes(10);
  private static final int ENDED_MAX = 50_000;
  private static final int STRANGERS_MAX = 10_000;

  /** Of tasks that messages alone have named; a pass will see the others. */
  private static final int HEARD_MAX = 100_000;

  private final MonotonicClock clock;
  private final Duration missingSpacing;
  private final Runnable onLapse;
  final BackendIndex index = new BackendIndex();

  // All guarded by this. Sets keep their order, so that the same events give the same calls.
  private final Map<String, Map<String, Entry>> clusters = new HashMap<>();
  private final Map<ServiceKey, Set<Entry>> byService = new HashMap<>();
  // Heard of the longest ago first; those far above what was read stand in both.
  private final Set<Entry> unmet = new LinkedHashSet<>();
  private final Set<Entry> far = new LinkedHashSet<>();
  // Task ARN to the begin of the newest call that said MISSING, of tasks that are not known.
  private final Map<String, Long> strangers = new HashMap<>();
  // The longest ended first.
  private final LinkedHashMap<String, Entry> ended = new LinkedHashMap<>();
  final Occupants occupants = new Occupants();

  /**
   * @param missingSpacing how far apart two MISSING must begin to prove a task gone
   * @param onLapse runs for each heard version that no description reached
   */
  TaskCache(MonotonicClock clock, Duration missingSpacing, Runnable onLapse) {
    this.clock = clock;
    this.missingSpacing = missingSpacing;
    this.onLapse = onLapse;
  }

  /** What a message about a task asks for. */
  enum Heard {
    /** Nothing: the cache has that version or a higher one, or the task has ended. */
    KNOWN,
    /** A description, in the next call. */
    LAZY,
    /** A description now: the message and the cache disagree on whether the task serves. */
    PRESSING,
    /** Nothing: messages have named too many tasks that ECS has not described. */
    FULL
  }

  /**
   * A message named a version of a task.
   *
   * @param serving whether the message shows it running and wanted
   */
  synchronized Heard hear(ServiceKey service, String arn, long version, boolean serving) {
    expire();
    Optional<Entry> known = find(arn);
    if (known.isEmpty() && unmet.size() >= HEARD_MAX) {
      return Heard.FULL;
    }
    // Whose a task is, ECS says; a message only where ECS has not spoken yet.
    Entry entry = known.filter(one -> one.task != null).orElseGet(() -> entry(arn, service));
    if (entry.ended() || (entry.task != null && entry.version() >= version)) {
      return Heard.KNOWN;
    }
    if (version > entry.heardVersion) {
      entry.heardVersion = version;
      entry.heardNanos = clock.nanos();
      unmet.remove(entry);
      unmet.add(entry);
      far.remove(entry);
      if (isFar(entry)) {
        far.add(entry);
      }
    }
    return serving == entry.serves() ? Heard.LAZY : Heard.PRESSING;
  }

  /**
   * Takes in an answer.
   *
   * @param all whether a task marks its backends even if it did not change; one that the answer
   *     does not describe, or describes as it was long ago, does not
   * @param term the begin of this process's term; null where it stands by
   */
  synchronized Changes apply(
      Description.Answered answer, Predicate<String> all, @Nullable Long term) {
    expire();
    Changes changes = Changes.none();
    for (ObservedTask task : answer.tasks()) {
      if (isOfService(task)) {
        apply(task, answer.begunNanos(), all.test(Arns.last(task.task().arn())), term, changes);
      }
    }
    for (String arn : answer.missing()) {
      find(arn)
          .ifPresentOrElse(
              entry -> missing(entry, answer.begunNanos(), changes),
              () -> stranger(arn, answer.begunNanos()));
    }
    return changes;
  }

  private static boolean isOfService(ObservedTask task) {
    // Tasks of no service have their group in place of the service's name, and no backend.
    return task.backend().isPresent()
        || !(task.state() instanceof TaskState.Excluded excluded
            && excluded.cause() == TaskState.Cause.DISABLED);
  }

  private void apply(
      ObservedTask described, long begun, boolean always, @Nullable Long term, Changes changes) {
    Entry entry = entry(described.task().arn(), described.task().service());
    ObservedTask before = entry.task;
    boolean isFinal = Entry.isFinal(described.state());
    if (before != null && (isFinal ? entry.ended() : isOld(entry, described, begun))) {
      if (isFinal) {
        endsFurther(entry, described, begun);
      }
      mark(entry, always && (entry.ended() || describedSince(entry, begun)), changes);
      return;
    }
    if (entry.gone) {
      // ECS was wrong, twice.
      entry.gone = false;
      ended.remove(Arns.last(entry.arn));
    }
    boolean wasUnmet = entry.unmet();
    boolean differs =
        before == null
            || entry.missing
            || entry.failure != null
            || (term != null && entry.begunNanos - term < 0)
            || !same(before, described);
    boolean held = holds(entry, term);
    Address address = entry.address;
    mark(entry, differs, changes);
    occupants.remove(entry);
    entry.task = merged(before, described);
    entry.begunNanos = begun;
    entry.missing = false;
    entry.failure = null;
    address(described.state()).ifPresent(at -> entry.address = at);
    occupants.add(entry);
    learn(entry);
    if (isFinal) {
      end(entry);
    } else {
      entry.seenAlive = true;
      entry.aliveNanos = begun;
      if (isThere(described.state())) {
        forgetEndedAt(entry);
      }
    }
    if (!entry.unmet()) {
      unmet.remove(entry);
    } else if (isFar(entry)) {
      far.add(entry);
    }
    mark(entry, always || differs || wasUnmet || entry.unmet(), changes);
    if (entry.address != null && holds(entry, term) && !(held && entry.address.equals(address))) {
      changes.taken().add(entry.address);
    }
  }

  /** Whether something later is known of a task than what an answer says of it. */
  private static boolean isOld(Entry entry, ObservedTask described, long begun) {
    long newer = described.task().version() - entry.version();
    return newer < 0
        || (newer == 0 && begun - entry.begunNanos < 0)
        || (newer == 0 && entry.missing && begun - entry.missingNanos < 0)
        || (entry.ended() && !entry.gone);
  }

  /** What was about to stop has stopped. Nobody is told: it was no server any more. */
  private static void endsFurther(Entry entry, ObservedTask described, long begun) {
    ObservedTask before = Objects.requireNonNull(entry.task);
    if (!entry.gone
        && described.task().version() - entry.version() >= 0
        && begun - entry.begunNanos >= 0) {
      entry.task =
          entry.address == null
              ? withoutAddress(merged(before, described))
              : merged(before, described);
      entry.begunNanos = begun;
    }
  }

  /** Whether its address is its own, as far as may be concluded now. */
  private static boolean holds(Entry entry, @Nullable Long term) {
    return entry.serves()
        && !entry.unmet()
        && !entry.missing
        && entry.failure == null
        && (term == null || entry.begunNanos - term >= 0);
  }

  /** Whether a living task listens at the address that its state tells. */
  private static boolean isThere(TaskState state) {
    return address(state).isPresent()
        && !(state instanceof TaskState.Excluded excluded
            && excluded.cause() == TaskState.Cause.STARTING);
  }

  /** A task whose definition is not known yet keeps the backend that it had. */
  private static ObservedTask merged(@Nullable ObservedTask before, ObservedTask now) {
    if (before != null && before.equals(now)) {
      // The one that views hold already.
      return before;
    }
    return before != null && now.backend().isEmpty() && before.backend().isPresent()
        ? new ObservedTask(
            now.task(), before.backend(), now.state(), before.healthChecked(), before.paused())
        : now;
  }

  private static boolean same(ObservedTask before, ObservedTask now) {
    return before.state().equals(now.state())
        && before.backend().equals(now.backend())
        && before.paused() == now.paused()
        && before.task().health().equals(now.task().health());
  }

  private static Optional<Address> address(TaskState state) {
    return switch (state) {
      case TaskState.Resolved resolved -> Optional.of(resolved.server().address());
      case TaskState.Excluded excluded -> excluded.address();
      case TaskState.Unknown _ -> Optional.empty();
    };
  }

  private void missing(Entry entry, long begun, Changes changes) {
    if (entry.ended() || (entry.task != null && begun - entry.begunNanos < 0)) {
      return;
    }
    if (!entry.missing) {
      entry.missing = true;
      entry.missingNanos = begun;
    } else if (entry.task == null && begun - entry.missingNanos >= SETTLED.toNanos()) {
      // A message alone has named it, and ECS would know it by now.
      mark(entry, changes);
      unmet.remove(entry);
      forget(entry);
      onLapse.run();
      return;
    } else if (entry.task != null && begun - entry.missingNanos >= missingSpacing.toNanos()) {
      entry.gone = true;
      entry.begunNanos = begun;
      end(entry);
      unmet.remove(entry);
    }
    mark(entry, changes);
  }

  /** Tasks that a list of the cluster holds are there, whatever a description said before. */
  synchronized void listed(String cluster, Collection<String> arns, long begun) {
    Map<String, Entry> tasks = clusters.getOrDefault(cluster, Map.of());
    for (String arn : arns) {
      Entry entry = tasks.get(Arns.last(arn));
      if (entry != null && entry.missing && !entry.gone && begun - entry.missingNanos >= 0) {
        entry.missing = false;
      }
    }
  }

  /** ECS does not take its name: where a message alone named it, it is none of ours. */
  synchronized void refused(String arn) {
    find(arn)
        .filter(entry -> entry.task == null)
        .ifPresent(
            entry -> {
              unmet.remove(entry);
              forget(entry);
            });
  }

  private void stranger(String arn, long begun) {
    if (strangers.size() < STRANGERS_MAX) {
      strangers.put(arn, begun);
    }
  }

  /**
   * Which of these listed tasks ECS says MISSING of, and has never described: each may be of any
   * service.
   *
   * @param begun when the list began
   */
  synchronized List<String> strangers(Collection<String> listed, long begun) {
    strangers.values().removeIf(nanos -> nanos - begun < 0);
    return listed.stream().filter(strangers::containsKey).toList();
  }

  /** A pass could not describe it. */
  synchronized void failed(String arn, String reason) {
    find(arn).filter(entry -> !entry.ended()).ifPresent(entry -> entry.failure = reason);
  }

  /**
   * Of these tasks, and of all that are alive, those not described since then. Of a service's also
   * those that are about to stop: ECS counts them.
   */
  synchronized Set<String> notDescribedSince(
      String cluster, Collection<String> listed, @Nullable ServiceKey service, long nanos) {
    Map<String, Entry> tasks = clusters.getOrDefault(cluster, Map.of());
    Map<String, String> arns = new LinkedHashMap<>();
    for (String arn : listed) {
      Entry entry = tasks.get(Arns.last(arn));
      if (entry == null || ((entry.gone || !entry.ended()) && !describedSince(entry, nanos))) {
        arns.putIfAbsent(Arns.last(arn), arn);
      }
    }
    Collection<Entry> known =
        service == null ? tasks.values() : byService.getOrDefault(service, Set.of());
    for (Entry entry : known) {
      if ((!entry.ended() || (service != null && stops(entry))) && !describedSince(entry, nanos)) {
        arns.putIfAbsent(Arns.last(entry.arn), entry.arn);
      }
    }
    return new LinkedHashSet<>(arns.values());
  }

  /** Whether it is about to stop, and ECS counts it as running still. */
  private static boolean stops(Entry entry) {
    return !entry.gone && entry.task != null && entry.task.task().running();
  }

  /** Whether a task needs no description begun since then: it has one, or is none any more. */
  synchronized boolean settledSince(String arn, long nanos) {
    return find(arn)
        .map(entry -> entry.ended() || entry.missing || describedSince(entry, nanos))
        .orElse(true);
  }

  private static boolean describedSince(Entry entry, long nanos) {
    return entry.task != null && entry.begunNanos - nanos >= 0;
  }

  /**
   * Living tasks of the services of these, those first that nobody has described for longest: what
   * a call's free places are for.
   */
  synchronized List<String> fellows(Collection<String> arns) {
    Set<ServiceKey> services = new LinkedHashSet<>();
    arns.forEach(arn -> find(arn).ifPresent(entry -> services.add(entry.service)));
    List<Entry> fellows = new ArrayList<>();
    for (ServiceKey service : services) {
      byService.getOrDefault(service, Set.of()).stream()
          .filter(entry -> !entry.ended())
          .forEach(fellows::add);
    }
    long now = clock.nanos();
    fellows.sort(
        Comparator.comparingLong(
            entry -> entry.task == null ? Long.MIN_VALUE : entry.begunNanos - now));
    return fellows.stream().map(entry -> entry.arn).toList();
  }

  /** ARNs of the service's living tasks. */
  synchronized List<String> living(ServiceKey service) {
    List<String> arns = new ArrayList<>();
    for (Entry entry : byService.getOrDefault(service, Set.of())) {
      if (!entry.ended()) {
        arns.add(entry.arn);
      }
    }
    return arns;
  }

  /** ARNs of the service's tasks that are not at rest. */
  synchronized List<String> notAtRest(ServiceKey service) {
    List<String> arns = new ArrayList<>();
    for (Entry entry : byService.getOrDefault(service, Set.of())) {
      if (!atRest(entry)) {
        arns.add(entry.arn);
      }
    }
    return arns;
  }

  /** Whether nothing more is expected of the task; true for one that is not known. */
  synchronized boolean atRest(String arn) {
    return find(arn).map(this::atRest).orElse(true);
  }

  private boolean atRest(Entry entry) {
    if (entry.ended()) {
      return true;
    }
    return entry.task != null
        && !entry.missing
        && !entry.unmet()
        && switch (entry.task.state()) {
          case TaskState.Resolved _ -> true;
          case TaskState.Unknown _ -> false;
          case TaskState.Excluded(TaskState.Cause cause, var _, var _) ->
              cause != TaskState.Cause.STARTING && cause != TaskState.Cause.HEALTH_PENDING;
        };
  }

  /** Tasks with a health check that were described before then, by cluster. */
  synchronized Map<String, List<String>> healthDue(long beforeNanos) {
    Map<String, List<String>> arns = new HashMap<>();
    clusters.forEach(
        (cluster, tasks) -> {
          for (Entry entry : tasks.values()) {
            if (!entry.ended()
                && entry.task != null
                && entry.task.healthChecked()
                && entry.begunNanos - beforeNanos <= 0) {
              arns.computeIfAbsent(cluster, _ -> new ArrayList<>()).add(entry.arn);
            }
          }
        });
    return arns;
  }

  /** How many tasks of the service were described since then and are RUNNING. */
  synchronized long runningSince(ServiceKey service, long nanos) {
    return byService.getOrDefault(service, Set.of()).stream()
        .filter(entry -> !entry.gone && describedSince(entry, nanos))
        .filter(entry -> entry.task != null && entry.task.task().running())
        .count();
  }

  synchronized Set<Entry> entriesOf(ServiceKey service) {
    expire();
    return byService.getOrDefault(service, Set.of());
  }

  /** Tasks that serve at one of these addresses where another serves too, as last described. */
  synchronized Set<String> contested(Collection<Address> addresses) {
    Set<String> contested = new HashSet<>();
    for (Address address : addresses) {
      List<Entry> serving = occupants.at(address).stream().filter(Entry::serves).toList();
      if (serving.size() > 1) {
        serving.forEach(entry -> contested.add(entry.arn));
      }
    }
    return contested;
  }

  /** Backends that a task feeds, or fed within ten minutes. */
  synchronized Set<BackendKey> backends() {
    Set<BackendKey> keys = new HashSet<>();
    for (Set<Entry> entries : byService.values()) {
      for (Entry entry : entries) {
        if (entry.backend() != null) {
          keys.add(entry.backend());
        } else {
          keys.addAll(index.backendsOf(entry.service));
        }
      }
    }
    return keys;
  }

  /** ARNs of all tasks of the cluster that may be described again. */
  synchronized List<String> known(String cluster) {
    return clusters.getOrDefault(cluster, Map.of()).values().stream()
        .filter(entry -> !entry.ended())
        .map(entry -> entry.arn)
        .toList();
  }

  /** Living tasks. */
  synchronized int size() {
    return clusters.values().stream().mapToInt(Map::size).sum() - ended.size();
  }

  Optional<Entry> find(String arn) {
    String id = Arns.last(arn);
    for (Map<String, Entry> tasks : clusters.values()) {
      Entry entry = tasks.get(id);
      if (entry != null) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private Entry entry(String arn, ServiceKey service) {
    String id = Arns.last(arn);
    Map<String, Entry> tasks = clusters.computeIfAbsent(service.cluster(), _ -> new HashMap<>());
    Entry entry = tasks.get(id);
    if (entry == null) {
      entry = new Entry(arn, service);
      tasks.put(id, entry);
      byService.computeIfAbsent(service, _ -> new LinkedHashSet<>()).add(entry);
    } else if (!entry.service.equals(service)) {
      // A message named another service than ECS does.
      leaveService(entry);
      entry.service = service;
      byService.computeIfAbsent(service, _ -> new LinkedHashSet<>()).add(entry);
    }
    return entry;
  }

  private void learn(Entry entry) {
    BackendKey backend = entry.backend();
    if (backend != null) {
      index.learn(entry.service, backend);
    }
  }

  private void end(Entry entry) {
    unmet.remove(entry);
    entry.endedNanos = clock.nanos();
    boolean inherited =
        entry.address != null
            && occupants.at(entry.address).stream()
                .anyMatch(
                    other ->
                        other != entry
                            && other.serves()
                            && Objects.equals(other.backend(), entry.backend()));
    if (inherited) {
      forgetAddress(entry);
    }
    ended.put(Arns.last(entry.arn), entry);
  }

  /** An address is forgotten as a dead task's once another task of its backend is seen there. */
  private void forgetEndedAt(Entry living) {
    BackendKey backend = living.backend();
    if (living.address != null && backend != null) {
      occupants.ended(living.address, backend).forEach(this::forgetAddress);
    }
  }

  private void forgetAddress(Entry entry) {
    occupants.remove(entry);
    entry.address = null;
    entry.task = entry.task == null ? null : withoutAddress(entry.task);
  }

  private static ObservedTask withoutAddress(ObservedTask task) {
    return task.state() instanceof TaskState.Excluded excluded
        ? task.with(new TaskState.Excluded(excluded.cause(), Optional.empty(), excluded.reason()))
        : task;
  }

  private void mark(Entry entry, boolean really, Changes changes) {
    if (really) {
      mark(entry, changes);
    }
  }

  private void mark(Entry entry, Changes changes) {
    BackendKey backend = entry.backend();
    if (backend != null) {
      changes.backends().add(backend);
    } else {
      changes.backends().addAll(index.backendsOf(entry.service));
    }
  }

  private void expire() {
    long now = clock.nanos();
    lapse(unmet, HEARD_FOR, false, now);
    lapse(far, FAR_HEARD_FOR, true, now);
    while (!ended.isEmpty()) {
      Entry oldest = ended.firstEntry().getValue();
      if (ended.size() <= ENDED_MAX && now - oldest.endedNanos <= ENDED_FOR.toNanos()) {
        return;
      }
      ended.pollFirstEntry();
      forget(oldest);
    }
  }

  /** The one heard of the longest ago stands first, so nothing is looked at that may stay. */
  private void lapse(Set<Entry> heard, Duration after, boolean farOnly, long now) {
    for (Iterator<Entry> oldest = heard.iterator(); oldest.hasNext(); ) {
      Entry entry = oldest.next();
      if (entry.unmet() && now - entry.heardNanos < after.toNanos()) {
        return;
      }
      oldest.remove();
      if (entry.unmet() && (!farOnly || isFar(entry))) {
        unmet.remove(entry);
        entry.heardVersion = Long.MIN_VALUE;
        onLapse.run();
        if (entry.task == null) {
          forget(entry);
        }
      }
    }
  }

  private static boolean isFar(Entry entry) {
    return entry.task != null && entry.heardVersion - entry.version() > NEAR_VERSIONS;
  }

  private void forget(Entry entry) {
    occupants.remove(entry);
    leaveService(entry);
    Map<String, Entry> tasks = clusters.get(entry.service.cluster());
    if (tasks != null) {
      tasks.remove(Arns.last(entry.arn));
    }
  }

  private void leaveService(Entry entry) {
    Set<Entry> fellows = byService.get(entry.service);
    if (fellows != null && fellows.remove(entry) && fellows.isEmpty()) {
      byService.remove(entry.service);
    }
  }
}
