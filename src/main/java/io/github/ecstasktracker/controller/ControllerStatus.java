package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.View;
import java.util.List;

/**
 * What a reader may know of the running controller. Every call answers at once, without a call to
 * AWS.
 */
public interface ControllerStatus {
  View view();

  /** The last changes, newest first; bounded. */
  List<AppliedChange> changes();

  /** Whether this process writes nothing. */
  boolean dryRun();

  /**
   * One line a check for {@code /livez}: loops that have stopped making progress fail. No outside
   * dependencies.
   */
  List<Check> liveness();

  /** Whether this process may write, and who may where it may not. */
  LeaderState standing();

  /**
   * One line a check for {@code /readyz}: configured, first full read done, not stopping. A standby
   * is ready too: it serves all that is read.
   */
  List<Check> readiness();

  /**
   * One named check.
   *
   * @param detail for {@code ?verbose}; empty where there is nothing to say
   */
  record Check(String name, boolean ok, String detail) {}
}
