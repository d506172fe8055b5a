package io.github.ecstasktracker.lease;

/** Whether somebody leads. */
public sealed interface LiveLease {
  /** Nobody: no lease table, no lease, given back, or untouched for its whole duration. */
  record None() implements LiveLease {}

  /** Somebody does: the lease was renewed while it was watched. */
  record Held(Heartbeat heartbeat) implements LiveLease {}

  /** It could not be found out. */
  record Unknown(String reason) implements LiveLease {}
}
