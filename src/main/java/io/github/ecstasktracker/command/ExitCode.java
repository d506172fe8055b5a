package io.github.ecstasktracker.command;

/** How the process ends; scripts rely on these. */
public final class ExitCode {
  /** Done; in sync; nothing found. */
  public static final int OK = 0;

  /** A difference; something held back; a finding. */
  public static final int FINDINGS = 1;

  /** It could not be done. */
  public static final int ERROR = 2;

  /** Bad usage or configuration: EX_USAGE of sysexits.h. */
  public static final int USAGE = 64;

  private ExitCode() {}
}
