package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.TaskState;
import org.jspecify.annotations.Nullable;

/** One task of the {@link TaskCache}; guarded by the cache's lock. All times are monotonic. */
final class Entry {
  final String arn;
  ServiceKey service;

  /** As ECS described it last; null while a message alone has named it. */
  @Nullable ObservedTask task;

  /** When the call began that described it so. */
  long begunNanos;

  /** When the newest call began that showed it alive; only where {@link #seenAlive}. */
  long aliveNanos;

  boolean seenAlive;

  /** Where it listens or listened; kept when a stopped task is described without its bindings. */
  @Nullable Address address;

  /** The newest version that a message named, and when; below the read one where none is due. */
  long heardVersion = Long.MIN_VALUE;

  long heardNanos;

  /** Whether it lapsed, and no description came since: plans took the task for Unknown. */
  boolean heardLapsed;

  /** When the first call began that said MISSING, with nothing since that shows the task. */
  long missingNanos;

  boolean missing;

  /** MISSING twice, one resync apart. */
  boolean gone;

  /** Why the newest pass could not describe it; null where it could. */
  @Nullable String failure;

  /** When this process learned that it stopped, or is gone. */
  long endedNanos;

  Entry(String arn, ServiceKey service) {
    this.arn = arn;
    this.service = service;
  }

  long version() {
    return task == null ? Long.MIN_VALUE : task.task().version();
  }

  boolean ended() {
    return gone || (task != null && isFinal(task.state()));
  }

  /** Whether it holds its address as a server, as last described. */
  boolean serves() {
    return !gone && task != null && task.state() instanceof TaskState.Resolved;
  }

  /** Whether it was heard of at a version that no description has reached. */
  boolean unmet() {
    return heardVersion > version() && !ended();
  }

  @Nullable BackendKey backend() {
    return task == null ? null : task.backend().orElse(null);
  }

  /** Whether nothing that comes later can change it: nothing leaves STOPPED. */
  static boolean isFinal(TaskState state) {
    return state instanceof TaskState.Excluded excluded && excluded.cause().isFinal();
  }

  boolean describedSince(long nanos) {
    return task != null && begunNanos - nanos >= 0;
  }

  /** Whether ECS counts it as running, as it does a task that is about to stop. */
  boolean countsAsRunning() {
    return !gone && task != null && task.task().running();
  }

  /**
   * Whether its address is its own, as far as may be concluded now.
   *
   * @param term the begin of this process's term; null where it stands by
   */
  boolean holds(@Nullable Long term) {
    return serves()
        && !unmet()
        && !missing
        && failure == null
        && (term == null || begunNanos - term >= 0);
  }

  /** Whether nothing more is expected of it. */
  boolean atRest() {
    if (ended()) {
      return true;
    }
    return task != null
        && !missing
        && !unmet()
        && switch (task.state()) {
          case TaskState.Resolved _ -> true;
          case TaskState.Unknown _ -> false;
          case TaskState.Excluded(TaskState.Cause cause, var _, var _) ->
              cause != TaskState.Cause.STARTING && cause != TaskState.Cause.HEALTH_PENDING;
        };
  }
}
