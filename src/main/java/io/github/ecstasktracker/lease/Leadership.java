package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.Fence;
import java.util.Optional;

/**
 * Whether this process may write. Never blocks and never calls AWS.
 *
 * <p>An answer is good for the moment: only the fence makes sure that a write lands in its term.
 */
public interface Leadership {
  /** As of now, by this process's own clock: a term that was not renewed in time has ended. */
  Standing standing();

  /**
   * The store refused a write under that fence: its term is over. Without effect where another term
   * has begun since.
   */
  void refused(Fence fence);

  /** The only replica there is: leads from the beginning, and nothing is fenced. */
  static Leadership sole(long sinceNanos) {
    Standing leader = new Standing.Leader(new Term(0, Optional.empty(), sinceNanos));
    return new Leadership() {
      @Override
      public Standing standing() {
        return leader;
      }

      @Override
      public void refused(Fence fence) {
        throw new IllegalStateException("nothing is fenced: " + fence);
      }
    };
  }
}
