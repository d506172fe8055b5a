package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.TaskState;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * What was read from a cluster's tasks when they were described last, so that a task described as
 * before is not parsed again: in a steady cluster that is all of them, in every pass.
 *
 * <ul>
 *   <li>A reading is good while the description is the same, and what is known of the task's host
 *       is the same and not due to be asked for again. Its task definition never changes.
 *   <li>A task from which nothing could be concluded has none.
 *   <li>Bounded: after a whole list there are no more readings than it has tasks.
 *   <li>Safe between threads: whichever reading is found is good, or it is not used.
 * </ul>
 */
final class DescribedTasks {
  /** More than a cluster can hold; reached only where no list is ever whole. */
  private static final int MAX = 200_000;

  /** A task as the last answer described it. */
  sealed interface Seen {
    /** The container instance that it runs on; null where there is none. */
    @Nullable String instance();
  }

  /** Described otherwise than before, or for the first time. */
  record Changed(Task task, long fingerprint) implements Seen {
    @Override
    public @Nullable String instance() {
      return task.containerInstanceArn();
    }
  }

  /**
   * What was made of a description.
   *
   * @param host what was known of its host
   */
  record DescribedTask(
      ObservedTask task,
      Placement placement,
      long fingerprint,
      @Nullable String instance,
      HostLookup.@Nullable Answer host)
      implements Seen {}

  private final Hosts hosts;
  private final Map<String, DescribedTask> byArn = new ConcurrentHashMap<>();

  DescribedTasks(Hosts hosts) {
    this.hosts = hosts;
  }

  /** What was made of the same description before; else the description, trimmed. */
  Seen read(Task described, Shared shared) {
    long fingerprint = Fingerprint.of(described);
    DescribedTask before = byArn.get(described.taskArn());
    return before != null
            && before.fingerprint() == fingerprint
            && hosts.stillSay(described.containerInstanceArn(), before.host())
        ? before
        : new Changed(TrimmedTask.of(described, shared), fingerprint);
  }

  /**
   * @param host what all of it was made from
   */
  void remember(
      Changed changed, ObservedTask task, Placement placement, HostLookup.@Nullable Answer host) {
    String arn = task.task().arn();
    if (task.state() instanceof TaskState.Unknown || task.backend().isEmpty()) {
      byArn.remove(arn);
    } else if (byArn.size() < MAX) {
      byArn.put(
          arn, new DescribedTask(task, placement, changed.fingerprint(), changed.instance(), host));
    }
  }

  /** A whole list holds these, each once. */
  void keep(Collection<String> arns) {
    if (byArn.size() > arns.size()) {
      byArn.keySet().retainAll(Set.copyOf(arns));
    }
  }

  /** Task definitions that these tasks are of. */
  Set<String> definitions() {
    Set<String> arns = new HashSet<>();
    byArn.values().forEach(reading -> arns.add(reading.task().task().definition()));
    return arns;
  }

  int size() {
    return byArn.size();
  }
}
