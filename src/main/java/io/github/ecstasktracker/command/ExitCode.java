package io.github.ecstasktracker.command;

/** Exit codes of the process. Scripts rely on them. */
public final class ExitCode {
  /** Done, in sync, or no findings. */
  public static final int OK = 0;

  /** Differences, removals held back, or findings. */
  public static final int FINDINGS = 1;

  /** The command failed. */
  public static final int ERROR = 2;

  /** Bad usage or configuration: EX_USAGE of sysexits.h. */
  public static final int USAGE = 64;

  private ExitCode() {}
}
