package io.github.ecstasktracker.lease;

/** What came of a look at the lease. */
public sealed interface LeaseRead {
  /** Both items, each as of a moment during the call. */
  record Seen(Sighting sighting) implements LeaseRead {}

  /**
   * There is no lease table.
   *
   * @param sentence says so, and what to do about it
   */
  record NoTable(String sentence) implements LeaseRead {}

  /**
   * No usable answer.
   *
   * @param reason fit for a log line
   */
  record Failed(String reason) implements LeaseRead {}
}
