package io.github.ecstasktracker.command.doctor;

/**
 * The result of a check, in one line.
 *
 * @param check name of the check
 * @param what the observed state
 * @param mend how to fix it; empty if nothing is wrong
 */
public record Finding(Status status, String check, String what, String mend) {
  /** Severity of a finding. */
  public enum Status {
    OK,
    /** Checked, with a problem. */
    FOUND,
    /** Could not be checked. */
    UNCHECKED
  }

  public static Finding ok(String check, String what) {
    return new Finding(Status.OK, check, what, "");
  }

  public static Finding found(String check, String what, String mend) {
    return new Finding(Status.FOUND, check, what, mend);
  }

  public static Finding unchecked(String check, String what, String mend) {
    return new Finding(Status.UNCHECKED, check, what, mend);
  }

  /**
   * The finding for a failed call: a missing permission is a problem that names the action;
   * anything else counts as unchecked.
   */
  public static Finding failed(String check, String reason) {
    return Refusal.in(reason)
        .map(
            refusal ->
                found(
                    check,
                    reason,
                    "allow " + refusal.action() + " in the policy of the role or user"))
        .orElseGet(
            () ->
                unchecked(
                    check, reason, "try again; if it persists, check the network and Region"));
  }
}
