package io.github.ecstasktracker.http;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.View;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts derived from a view.
 *
 * @param desired servers that should be in the managed backends
 * @param actual servers that are in them
 * @param lastSuccess seconds since the epoch; 0 for never
 * @param lastSweep seconds since the epoch; 0 for never
 */
record ViewFigures(
    Map<BackendView.State, Integer> backends,
    Map<ServiceState, Integer> services,
    Map<Hold.Guard, Integer> holds,
    int desired,
    int actual,
    double lastSuccess,
    double lastSweep) {
  /**
   * In ascending order of severity: a service that feeds several backends counts with the worst
   * state.
   */
  enum ServiceState {
    PAUSED,
    IN_SYNC,
    UNKNOWN,
    OUT_OF_SYNC;

    static ServiceState of(BackendView.State state) {
      return switch (state) {
        case PAUSED, FOREIGN -> PAUSED;
        case IN_SYNC -> IN_SYNC;
        case UNKNOWN -> UNKNOWN;
        case OUT_OF_SYNC, HELD, MALFORMED, ERROR -> OUT_OF_SYNC;
      };
    }
  }

  static ViewFigures of(View view) {
    Map<BackendView.State, Integer> backends = new EnumMap<>(BackendView.State.class);
    Map<ServiceKey, ServiceState> worst = new HashMap<>();
    Map<Hold.Guard, Integer> holds = new EnumMap<>(Hold.Guard.class);
    int desired = 0;
    int actual = 0;
    Instant lastSuccess = Instant.EPOCH;
    for (BackendView backend : view.backends().values()) {
      backends.merge(backend.state(), 1, Integer::sum);
      ServiceState state = ServiceState.of(backend.state());
      backend.services().forEach(key -> worst.merge(key, state, ViewFigures::worse));
      backend.holds().forEach(hold -> holds.merge(hold.guard(), 1, Integer::sum));
      if (backend.state() != BackendView.State.FOREIGN) {
        desired += (int) backend.tasks().stream().filter(ViewFigures::serves).count();
        actual += backend.servers().map(Map::size).orElse(0);
      }
      if (state != ServiceState.UNKNOWN && backend.observedAt().isAfter(lastSuccess)) {
        lastSuccess = backend.observedAt();
      }
    }
    Map<ServiceState, Integer> services = new EnumMap<>(ServiceState.class);
    worst.values().forEach(state -> services.merge(state, 1, Integer::sum));
    return new ViewFigures(
        backends,
        services,
        holds,
        desired,
        actual,
        seconds(lastSuccess),
        seconds(view.lastFullPass().orElse(Instant.EPOCH)));
  }

  private static boolean serves(ObservedTask task) {
    return task.state() instanceof TaskState.Resolved;
  }

  private static ServiceState worse(ServiceState one, ServiceState other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static double seconds(Instant instant) {
    return instant.toEpochMilli() / 1000.0;
  }
}
