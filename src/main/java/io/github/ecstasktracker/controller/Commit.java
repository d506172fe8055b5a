package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.lease.Standing;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.Optional;

/** What became of a patch that was to be written. */
sealed interface Commit {
  /** The store was asked. */
  record Tried(WriteOutcome outcome) implements Commit {}

  /** Nothing was sent: this process may not write. */
  record Standby() implements Commit {}

  /**
   * Nothing was sent: what was read may be older than the last write of the leader before. A read
   * of everything comes with the term (see {@link Controller#lead}).
   */
  record BeforeTerm() implements Commit {}

  /**
   * Nothing was sent: what was read may be older than what is known of a backend that holds an
   * address which the patch adds.
   */
  record Outdated() implements Commit {}

  /** Nothing was sent: somebody undoes what we write, and we do not fight. */
  record Contested(String reason) implements Commit {}

  /** The unexpected; whether the patch landed is not known. */
  record Broken(RuntimeException cause) implements Commit {}

  /** Why what was read then may not be written from now; empty where it may. */
  static Optional<Commit> withheld(Standing standing, long readBegunNanos) {
    return switch (standing) {
      case Standing.Standby standby -> Optional.of(new Standby());
      case Standing.Leader(Term term) ->
          term.covers(readBegunNanos) ? Optional.empty() : Optional.of(new BeforeTerm());
    };
  }
}
