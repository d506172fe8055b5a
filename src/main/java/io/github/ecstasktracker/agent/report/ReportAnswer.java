package io.github.ecstasktracker.agent.report;

/** What became of a report. */
public sealed interface ReportAnswer {
  /** Taken in, or known already. */
  record Taken() implements ReportAnswer {}

  /** Not understood, or not believed; nothing was changed. */
  record Refused(String line) implements ReportAnswer {}

  /** Nothing was changed: the sender should try again. */
  record Unavailable() implements ReportAnswer {}
}
