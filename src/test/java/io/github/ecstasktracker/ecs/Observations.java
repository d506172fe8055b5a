package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import java.util.List;
import java.util.Optional;

/** Shorthands for what tests ask of an observation. */
final class Observations {
  private Observations() {}

  static Observation.Listed listed(Observation observation) {
    assertThat(observation).isInstanceOf(Observation.Listed.class);
    return (Observation.Listed) observation;
  }

  static Observation.Void none(Observation observation) {
    assertThat(observation).isInstanceOf(Observation.Void.class);
    return (Observation.Void) observation;
  }

  static ObservedTask only(Observation observation) {
    assertThat(listed(observation).tasks()).hasSize(1);
    return listed(observation).tasks().getFirst();
  }

  static List<String> urls(Observation observation) {
    return listed(observation).tasks().stream()
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
