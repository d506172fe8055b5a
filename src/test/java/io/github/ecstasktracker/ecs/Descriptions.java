package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import java.util.List;
import java.util.Optional;

/** Shorthands for what tests ask of a description. */
final class Descriptions {
  private Descriptions() {}

  static Answered answered(Description description) {
    assertThat(description).isInstanceOf(Answered.class);
    return (Answered) description;
  }

  static ObservedTask only(Answered answer) {
    assertThat(answer.tasks()).hasSize(1);
    return answer.tasks().getFirst();
  }

  static List<String> urls(Answered answer) {
    return answer.tasks().stream()
        .map(ObservedTask::state)
        .filter(TaskState.Resolved.class::isInstance)
        .map(state -> ((TaskState.Resolved) state).server().url())
        .toList();
  }

  static TaskState.Excluded excluded(TaskState.Cause cause, Address where, String reason) {
    return new TaskState.Excluded(cause, Optional.of(where), reason);
  }

  static TaskState.Excluded excluded(TaskState.Cause cause, String reason) {
    return new TaskState.Excluded(cause, Optional.empty(), reason);
  }
}
