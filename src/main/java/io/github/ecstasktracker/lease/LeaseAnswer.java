package io.github.ecstasktracker.lease;

/** Result of a conditional write to the lease. */
public sealed interface LeaseAnswer {
  /** The write was stored. */
  record Done() implements LeaseAnswer {}

  /** The condition failed: nothing was written, and nothing will be. */
  record Refused() implements LeaseAnswer {}

  /**
   * No usable answer: the write may have been stored, or may still be.
   *
   * @param reason fit for a log line
   */
  record Failed(String reason) implements LeaseAnswer {}
}
