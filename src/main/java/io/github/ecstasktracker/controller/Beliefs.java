package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Standing;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides what to believe of a read: not what is older than already known, and not that a task is
 * gone because ECS said MISSING once.
 */
final class Beliefs {
  /**
   * ECS may describe a task as it was: its reads are eventually consistent, and settle within
   * seconds (docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html).
   */
  private static final Duration OLDEST_ANSWER = Duration.ofSeconds(15);

  private final FreshnessFloors floors;
  private final MissingTasks missing;
  private final TaskMemory memory;
  private final Leadership leadership;
  private final ControllerMetrics metrics;

  Beliefs(
      FreshnessFloors floors,
      MissingTasks missing,
      TaskMemory memory,
      Leadership leadership,
      ControllerMetrics metrics) {
    this.floors = floors;
    this.missing = missing;
    this.memory = memory;
    this.leadership = leadership;
    this.metrics = metrics;
  }

  /** What becomes of a task that was named and not described. */
  sealed interface Judgement {}

  /** It is known from earlier: this is it, Unknown or proven gone. */
  record Attributed(ObservedTask task) implements Judgement {}

  /** It may be any service's. */
  record Nobody(String reason) implements Judgement {}

  /** It is nobody's any more. */
  record Gone() implements Judgement {}

  /** Tasks of a cluster to describe whether or not they are listed. */
  Set<String> toDescribe(String cluster) {
    Set<String> arns = new HashSet<>(memory.living(cluster));
    arns.addAll(floors.unmet(cluster));
    return arns;
  }

  /** Tasks of a service to describe whether or not they are listed. */
  Set<String> toDescribe(ServiceKey service) {
    Set<String> arns = new HashSet<>(memory.living(service));
    arns.addAll(floors.unmet(service));
    return arns;
  }

  /** Tasks of a cluster that a message told of and no read has met. */
  Set<String> heardOf(String cluster) {
    return floors.unmet(cluster);
  }

  /** Tasks of other backends that were last seen at addresses of this one's item, by cluster. */
  Map<String, Set<String>> ofOthersAt(StoredBackend.Present item) {
    Map<String, Set<String>> arns = new HashMap<>();
    for (StoredServer server : item.servers().values()) {
      server
          .address()
          .flatMap(memory.claims()::owner)
          .filter(owner -> !owner.backend().equals(item.key()))
          .flatMap(owner -> memory.recall(owner.arn()))
          .map(ObservedTask::task)
          .ifPresent(
              task ->
                  arns.computeIfAbsent(task.service().cluster(), c -> new HashSet<>())
                      .add(task.arn()));
    }
    return arns;
  }

  /** Whether a message told of a task of the service that no read has met. */
  boolean heardOf(ServiceKey service) {
    return !floors.unmet(service).isEmpty();
  }

  /** Whether nothing that comes later can change it: nothing leaves STOPPED. */
  static boolean isFinal(TaskState state) {
    return state instanceof TaskState.Excluded excluded && excluded.cause().isFinal();
  }

  /**
   * Whether the address that this task leaves may be another task's by now, whose server another
   * leader has put in. Not where the task was alive in this term: since then no other leader
   * writes, and of whom this one puts in it knows the address.
   */
  boolean unfollowed(ObservedTask stopped) {
    OptionalLong aliveNanos = memory.lastAliveNanos(stopped.task());
    return aliveNanos.isEmpty()
        || !(leadership.standing() instanceof Standing.Leader(Term term))
        || !term.covers(aliveNanos.getAsLong() - OLDEST_ANSWER.toNanos());
  }

  /**
   * A described task, Unknown where it is older than known and newer answers may differ. One that
   * has not changed is the one that is remembered: else each read would leave a copy of it wherever
   * it is kept.
   */
  ObservedTask judge(ObservedTask described) {
    missing.seen(described.task().arn());
    ObservedTask observed = memory.same(described);
    return floors
        .tooOld(observed.task())
        .filter(reason -> !isFinal(observed.state()))
        .map(reason -> observed.with(new TaskState.Unknown(false, reason)))
        .orElse(observed);
  }

  /** A task that was named and not described. */
  Judgement judge(Observation.UnattributedTask task) {
    String arn = task.arn();
    TaskState state = task.state();
    if (task.state().missing()) {
      boolean onlyHeardOf = floors.missing(arn);
      if (onlyHeardOf && memory.recall(arn).isEmpty()) {
        return new Gone();
      }
      if (missing.gone(arn)) {
        state =
            new TaskState.Excluded(
                TaskState.Cause.MISSING,
                Optional.empty(),
                "ECS said MISSING of it twice, one resync apart");
      }
    }
    TaskState judged = state;
    Optional<ObservedTask> known = memory.recall(arn);
    if (known.isPresent()) {
      return new Attributed(known.get().with(judged));
    }
    return judged instanceof TaskState.Excluded
        ? new Gone()
        : new Nobody("task " + arn + ": " + task.state().reason());
  }

  /**
   * Takes the judged tasks in, and excludes those whose address a newer one owns.
   *
   * @param begun monotonic time at which the read began
   */
  List<ObservedTask> settle(Collection<ObservedTask> judged, long begun) {
    memory.learn(judged, begun);
    return memory.claims().settle(judged);
  }

  /** Tasks of these services that were seen to stop and whose servers may not have left yet. */
  List<ObservedTask> stopped(Predicate<ServiceKey> services) {
    return memory.stopped(services);
  }

  void countVoid(boolean throttled) {
    metrics.observationVoid(throttled);
  }
}
