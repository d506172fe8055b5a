package io.github.ecstasktracker.lease;

/**
 * Receives the beginning and the end of each term, in order and one at a time.
 *
 * <p>Implementations must return quickly: the caller may be the loop that renews the lease, or the
 * thread whose write was refused. A term that ends before its beginning was delivered is not
 * delivered at all. By the time of a call, {@link Leadership#standing()} may already be newer.
 */
public interface TermListener {
  void acquired(Term term);

  /**
   * This process must stop writing.
   *
   * @param reason fit for a log line
   */
  void lost(String reason);
}
