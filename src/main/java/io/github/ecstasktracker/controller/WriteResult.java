package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.Optional;

/** What became of a patch that was to be written. */
sealed interface WriteResult {
  /** The store was asked. */
  record Tried(WriteOutcome outcome) implements WriteResult {}

  /** Nothing was sent: this process may not write. */
  record Standby() implements WriteResult {}

  /**
   * Nothing was sent: the plan rests on something that was read before the term, or adds a task
   * that was described as one that does not serve since.
   */
  record Outdated() implements WriteResult {}

  /** The unexpected; whether the patch landed is not known. */
  record Broken(RuntimeException cause) implements WriteResult {}

  /** Why a plan of that age may not be written now; empty where it may. */
  static Optional<WriteResult> withheld(LeaderState standing, long basisNanos) {
    return switch (standing) {
      case LeaderState.Standby _ -> Optional.of(new Standby());
      case LeaderState.Leader(Term term) ->
          term.covers(basisNanos) ? Optional.empty() : Optional.of(new Outdated());
    };
  }
}
