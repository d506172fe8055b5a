package io.github.ecstasktracker.lease;

/** Result of reading the lease. */
public sealed interface LeaseRead {
  /** Both items, each as of some moment during the call. */
  record Seen(LeaseSnapshot snapshot) implements LeaseRead {}

  /**
   * There is no lease table.
   *
   * @param sentence says so and how to fix it
   */
  record NoTable(String sentence) implements LeaseRead {}

  /**
   * No usable answer.
   *
   * @param reason fit for a log line
   */
  record Failed(String reason) implements LeaseRead {}
}
