package io.github.ecstasktracker.lease;

/** What came of a conditional write to the lease. */
public sealed interface LeaseAnswer {
  /** It stands in the store. */
  record Done() implements LeaseAnswer {}

  /** The lease is not as the write supposed: nothing was written, and nothing will be. */
  record Refused() implements LeaseAnswer {}

  /**
   * No usable answer: it may have been written, and may be yet.
   *
   * @param reason fit for a log line
   */
  record Failed(String reason) implements LeaseAnswer {}
}
