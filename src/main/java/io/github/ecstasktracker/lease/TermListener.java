package io.github.ecstasktracker.lease;

/**
 * Hears of the beginning and the end of each term, in turn and one at a time.
 *
 * <p>Returns soon: the caller may be the loop that renews the lease, or the thread whose write was
 * refused. A term that ends before its beginning could be told is not told of at all. When it
 * hears, {@link Leadership#standing()} may already say something newer.
 */
public interface TermListener {
  void acquired(Term term);

  /**
   * Nothing may be written any more.
   *
   * @param reason fit for a log line
   */
  void lost(String reason);
}
