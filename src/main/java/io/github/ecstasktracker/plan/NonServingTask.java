package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import java.util.Optional;

/**
 * A task that is no server, at the address where it runs or ran.
 *
 * @param state why it is no server
 */
record NonServingTask(Claim claim, Standing standing, TaskState state) {
  /** What a task says of a server at its address; later ones outrank earlier ones. */
  enum Standing {
    /** It is gone, and the server with it, unless another task lives there. */
    DEAD,
    /** It runs and should not serve. */
    UNWANTED,
    /** Its health check has not spoken. */
    PENDING,
    /** Nothing may be concluded. */
    DOUBTFUL
  }

  /**
   * The task as an occupant; empty for a server, and for a task that is STARTING: that one cannot
   * have served yet, so a server at its address is an earlier task's.
   */
  static Optional<NonServingTask> of(ObservedTask observed, BackendKey backend, Address address) {
    return standing(observed.state())
        .map(
            standing ->
                new NonServingTask(
                    new Claim(
                        address, backend, observed.task().arn(), observed.task().startedAt(), 0),
                    standing,
                    observed.state()));
  }

  private static Optional<Standing> standing(TaskState state) {
    return switch (state) {
      case TaskState.Resolved _ -> Optional.empty();
      case TaskState.Unknown _ -> Optional.of(Standing.DOUBTFUL);
      case TaskState.Excluded excluded ->
          switch (excluded.cause()) {
            case STARTING -> Optional.empty();
            case STOPPED, STOPPING, MISSING, SUPERSEDED -> Optional.of(Standing.DEAD);
            case UNHEALTHY, NO_ADDRESS, DISABLED, DRAINING -> Optional.of(Standing.UNWANTED);
            case HEALTH_PENDING -> Optional.of(Standing.PENDING);
          };
    };
  }

  /**
   * Which of two at one address speaks for it: a late message about the dead must not touch the
   * living, and the newer of two alike is the one that is there.
   */
  NonServingTask outranking(NonServingTask other) {
    int order = standing.compareTo(other.standing);
    return order > 0 || (order == 0 && claim.newerThan(other.claim)) ? this : other;
  }
}
