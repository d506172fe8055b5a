package io.github.ecstasktracker.lease;

import java.util.Optional;

/** Whether this process is the leader or a standby. */
public sealed interface LeaderState {
  /** This process may write, under its term's fence. */
  record Leader(Term term) implements LeaderState {}

  /**
   * This process may not write.
   *
   * @param leader name of the leader as last seen; empty if none is known
   */
  record Standby(Optional<String> leader) implements LeaderState {}
}
