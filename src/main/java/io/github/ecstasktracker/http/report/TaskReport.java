package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task that is not a server, and why.
 *
 * @param state {@code excluded} or {@code unknown}
 * @param cause the kind of exclusion; null for an unknown task
 * @param address where it listens or listened; null if unknown
 */
public record TaskReport(
    String arn,
    ServiceReport service,
    String definition,
    long version,
    String lastStatus,
    String desiredStatus,
    String health,
    @Nullable String startedAt,
    String state,
    @Nullable String cause,
    @Nullable String address,
    String reason) {
  static List<TaskReport> notServing(Collection<ObservedTask> tasks) {
    return tasks.stream()
        .flatMap(task -> of(task).stream())
        .sorted(Comparator.comparing(TaskReport::arn))
        .toList();
  }

  private static Optional<TaskReport> of(ObservedTask observed) {
    return switch (observed.state()) {
      case TaskState.Resolved _ -> Optional.empty();
      case TaskState.Excluded(var cause, var address, var reason) ->
          Optional.of(
              of(
                  observed.task(),
                  "excluded",
                  Labels.of(cause),
                  address.map(Object::toString).orElse(null),
                  reason));
      case TaskState.Unknown(String reason) ->
          Optional.of(of(observed.task(), "unknown", null, null, reason));
    };
  }

  private static TaskReport of(
      Task task, String state, @Nullable String cause, @Nullable String address, String reason) {
    return new TaskReport(
        task.arn(),
        ServiceReport.of(task.service()),
        task.definition(),
        task.version(),
        task.lastStatus(),
        task.desiredStatus(),
        task.health(),
        Stream.ofNullable(task.startedAt()).map(Object::toString).findFirst().orElse(null),
        state,
        cause,
        address,
        reason);
  }
}
