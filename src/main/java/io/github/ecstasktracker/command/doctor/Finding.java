package io.github.ecstasktracker.command.doctor;

/**
 * What a check has to say, in one line.
 *
 * @param check what was looked at
 * @param what how it is
 * @param mend what to do about it; empty where nothing needs to be
 */
public record Finding(Status status, String check, String what, String mend) {
  /** How it is. */
  public enum Status {
    OK,
    /** Looked at, and not as it should be. */
    FOUND,
    /** Could not be looked at. */
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

  /** Of a call that failed: a refusal is a finding that names the action, all else is unchecked. */
  public static Finding failed(String check, String reason) {
    return Refusal.in(reason)
        .map(
            refusal ->
                found(
                    check,
                    reason,
                    "allow " + refusal.action() + " in the policy of the role or user"))
        .orElseGet(
            () -> unchecked(check, reason, "try again; if it stays, check the network and Region"));
  }
}
