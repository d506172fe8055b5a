package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows from one task's description alone. */
final class TaskStates {
  private TaskStates() {}

  /** Tasks of no service have their group in place of the service's name, and no backend. */
  static boolean isOfService(ObservedTask task) {
    return task.backend().isPresent()
        || !(task.state() instanceof TaskState.Excluded excluded
            && excluded.cause() == TaskState.Cause.DISABLED);
  }

  static Optional<Address> address(TaskState state) {
    return switch (state) {
      case TaskState.Resolved resolved -> Optional.of(resolved.server().address());
      case TaskState.Excluded excluded -> excluded.address();
      case TaskState.Unknown _ -> Optional.empty();
    };
  }

  /** Whether a living task listens at the address that its state tells. */
  static boolean isThere(TaskState state) {
    return address(state).isPresent()
        && !(state instanceof TaskState.Excluded excluded
            && excluded.cause() == TaskState.Cause.STARTING);
  }

  /** Whether a reconcile would find no difference between the two. */
  static boolean same(ObservedTask before, ObservedTask now) {
    return before.state().equals(now.state())
        && before.backend().equals(now.backend())
        && before.paused() == now.paused()
        && before.task().health().equals(now.task().health());
  }

  /** A task whose definition is not known yet keeps the backend that it had. */
  static ObservedTask merged(@Nullable ObservedTask before, ObservedTask now) {
    if (before != null && before.equals(now)) {
      // The one that views hold already.
      return before;
    }
    return before != null && now.backend().isEmpty() && before.backend().isPresent()
        ? new ObservedTask(
            now.task(), before.backend(), now.state(), before.healthChecked(), before.paused())
        : now;
  }

  static ObservedTask withoutAddress(ObservedTask task) {
    return task.state() instanceof TaskState.Excluded excluded
        ? task.with(new TaskState.Excluded(excluded.cause(), Optional.empty(), excluded.reason()))
        : task;
  }
}
