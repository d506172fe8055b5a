package io.github.ecstasktracker.lease;

/** Whether a leader is alive. */
public sealed interface LiveLease {
  /**
   * No leader: there is no lease table or no lease, or it was released or not renewed for its whole
   * duration.
   */
  record None() implements LiveLease {}

  /** A leader is alive: the lease was renewed during the check. */
  record Held(Heartbeat heartbeat) implements LiveLease {}

  /** The check could not be completed. */
  record Unknown(String reason) implements LiveLease {}
}
