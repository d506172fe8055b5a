package io.github.ecstasktracker.agent.report;

/** Result of a report. */
public sealed interface ReportAnswer {
  /** Accepted, or already known. */
  record Taken() implements ReportAnswer {}

  /** Invalid or not credible; nothing was changed. */
  record Refused(String line) implements ReportAnswer {}

  /** Nothing was changed: the sender should try again. */
  record Unavailable() implements ReportAnswer {}
}
