package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
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
final class TaskCache extends TaskQueries {
  /** How long ECS may go on saying MISSING of a task that there is. */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  private static final Duration ENDED_FOR = Duration.ofMinutes(10);
  private static final int ENDED_MAX = 50_000;

  private final Duration missingSpacing;
  private final Runnable onLapse;

  // All guarded by this.
  private final HeardVersions heard = new HeardVersions();
  private final UnattributedTasks unattributed = new UnattributedTasks();
  // The longest ended first.
  private final LinkedHashMap<String, Entry> ended = new LinkedHashMap<>();

  /**
   * @param missingSpacing how far apart two MISSING must begin to prove a task gone
   * @param onLapse runs for each heard version that no description reached
   */
  TaskCache(MonotonicClock clock, Duration missingSpacing, Runnable onLapse) {
    super(clock);
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
    if (known.isEmpty() && heard.isFull()) {
      return Heard.FULL;
    }
    // ECS decides a task's service; a message does only until ECS has described the task.
    Entry entry = known.filter(one -> one.task != null).orElseGet(() -> tasks.entry(arn, service));
    if (entry.ended() || (entry.task != null && entry.version() >= version)) {
      return Heard.KNOWN;
    }
    heard.hear(entry, version, clock.nanos());
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
      if (TaskStates.isOfService(task)) {
        apply(task, answer.begunNanos(), all.test(Arns.last(task.task().arn())), term, changes);
      }
    }
    for (String arn : answer.missing()) {
      find(arn)
          .ifPresentOrElse(
              entry -> missing(entry, answer.begunNanos(), changes),
              () -> unattributed.add(arn, answer.begunNanos()));
    }
    return changes;
  }

  private void apply(
      ObservedTask described, long begun, boolean always, @Nullable Long term, Changes changes) {
    Entry entry = tasks.entry(described.task().arn(), described.task().service());
    ObservedTask before = entry.task;
    boolean isFinal = Entry.isFinal(described.state());
    if (before != null && (isFinal ? entry.ended() : isOld(entry, described, begun))) {
      if (isFinal) {
        endsFurther(entry, described, begun);
      }
      mark(entry, always && (entry.ended() || entry.describedSince(begun)), changes);
      return;
    }
    if (entry.gone) {
      // ECS was wrong, twice.
      entry.gone = false;
      ended.remove(Arns.last(entry.arn));
    }
    boolean wasInDoubt = entry.unmet() || entry.heardLapsed;
    boolean differs =
        before == null
            || entry.missing
            || entry.failure != null
            || (term != null && entry.begunNanos - term < 0)
            || !TaskStates.same(before, described);
    boolean held = entry.holds(term);
    Address address = entry.address;
    mark(entry, differs, changes);
    occupants.remove(entry);
    entry.task = TaskStates.merged(before, described);
    entry.begunNanos = begun;
    entry.missing = false;
    entry.heardLapsed = false;
    entry.failure = null;
    TaskStates.address(described.state()).ifPresent(at -> entry.address = at);
    occupants.add(entry);
    learn(entry);
    if (isFinal) {
      end(entry);
    } else {
      entry.seenAlive = true;
      entry.aliveNanos = begun;
      if (TaskStates.isThere(described.state())) {
        forgetEndedAt(entry);
      }
    }
    heard.described(entry);
    mark(entry, always || differs || wasInDoubt || entry.unmet(), changes);
    if (entry.address != null && entry.holds(term) && !(held && entry.address.equals(address))) {
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

  /** What was about to stop has stopped. No backend is marked: it was no server any more. */
  private static void endsFurther(Entry entry, ObservedTask described, long begun) {
    ObservedTask before = Objects.requireNonNull(entry.task);
    if (!entry.gone
        && described.task().version() - entry.version() >= 0
        && begun - entry.begunNanos >= 0) {
      entry.task =
          entry.address == null
              ? TaskStates.withoutAddress(TaskStates.merged(before, described))
              : TaskStates.merged(before, described);
      entry.begunNanos = begun;
    }
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
      heard.remove(entry);
      forget(entry);
      onLapse.run();
      return;
    } else if (entry.task != null && begun - entry.missingNanos >= missingSpacing.toNanos()) {
      entry.gone = true;
      entry.begunNanos = begun;
      end(entry);
      heard.remove(entry);
    }
    mark(entry, changes);
  }

  /** Tasks that a list of the cluster holds are there, whatever a description said before. */
  synchronized void listed(String cluster, Collection<String> arns, long begun) {
    Map<String, Entry> ofCluster = tasks.ofCluster(cluster);
    for (String arn : arns) {
      Entry entry = ofCluster.get(Arns.last(arn));
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
              heard.remove(entry);
              forget(entry);
            });
  }

  /**
   * Which of these listed tasks ECS says MISSING of, and has never described: each may be of any
   * service.
   *
   * @param begun when the list began
   */
  synchronized List<String> unattributed(Collection<String> listed, long begun) {
    return unattributed.of(listed, begun);
  }

  /** A pass could not describe it. */
  synchronized void failed(String arn, String reason) {
    find(arn).filter(entry -> !entry.ended()).ifPresent(entry -> entry.failure = reason);
  }

  synchronized Set<Entry> entriesOf(ServiceKey service) {
    expire();
    return tasks.ofService(service);
  }

  /** Living tasks. */
  synchronized int size() {
    return tasks.size() - ended.size();
  }

  private void learn(Entry entry) {
    BackendKey backend = entry.backend();
    if (backend != null) {
      index.learn(entry.service, backend);
    }
  }

  private void end(Entry entry) {
    heard.remove(entry);
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
    entry.task = entry.task == null ? null : TaskStates.withoutAddress(entry.task);
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
    for (Entry lapsed : heard.lapse(now)) {
      onLapse.run();
      if (lapsed.task == null) {
        forget(lapsed);
      }
    }
    while (!ended.isEmpty()) {
      Entry oldest = ended.firstEntry().getValue();
      if (ended.size() <= ENDED_MAX && now - oldest.endedNanos <= ENDED_FOR.toNanos()) {
        return;
      }
      ended.pollFirstEntry();
      forget(oldest);
    }
  }

  private void forget(Entry entry) {
    occupants.remove(entry);
    tasks.remove(entry);
  }
}
