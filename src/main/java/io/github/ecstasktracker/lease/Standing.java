package io.github.ecstasktracker.lease;

import java.util.Optional;

/** What this process is at the moment. */
public sealed interface Standing {
  /** It may write, under its term's fence. */
  record Leader(Term term) implements Standing {}

  /**
   * It may not.
   *
   * @param leader the name of who may, as last seen; empty where nobody is known to
   */
  record Standby(Optional<String> leader) implements Standing {}
}
