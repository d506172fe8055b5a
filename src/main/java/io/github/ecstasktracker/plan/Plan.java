package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What should be done about one backend.
 *
 * @param state the backend's state if nothing is written
 * @param patch what to write; empty where nothing may or need be
 * @param withheld changes that are wanted and that a pause keeps from being written
 * @param holds removals kept back, by key
 * @param evidence what to bring to the next plan of this backend
 * @param needsListing whether a list of the services alone, and DescribeServices, could prove a
 *     held removal
 * @param requeueAtNanos monotonic time at which a waiting absence can be proven; past where the
 *     list that the plan follows began too early
 * @param problem why nothing can be planned, for a person
 */
public record Plan(
    BackendView.State state,
    Optional<ServerPatch> patch,
    List<ServerChange> withheld,
    List<Hold> holds,
    Evidence evidence,
    boolean needsListing,
    OptionalLong requeueAtNanos,
    Optional<String> problem) {
  public Plan {
    withheld = List.copyOf(withheld);
    holds = List.copyOf(holds);
  }

  /** A plan to do nothing. */
  static Plan nothing(BackendView.State state, Evidence evidence, Optional<String> problem) {
    return new Plan(
        state,
        Optional.empty(),
        List.of(),
        List.of(),
        evidence,
        false,
        OptionalLong.empty(),
        problem);
  }
}
