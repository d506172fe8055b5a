package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.Fence;
import java.util.Optional;

/**
 * Whether this process may write. Never blocks and never calls AWS.
 *
 * <p>An answer may be outdated at once: only the fence guarantees that a write lands within its
 * term.
 */
public interface Leadership {
  /**
   * The current state by this process's own clock: a term that was not renewed in time has ended.
   */
  LeaderState standing();

  /**
   * Reports that the store refused a write under this fence, so its term is over. Has no effect if
   * a new term has begun since.
   */
  void refused(Fence fence);

  /** Leadership of a single replica: it leads from the start and nothing is fenced. */
  static Leadership sole(long sinceNanos) {
    LeaderState leader = new LeaderState.Leader(new Term(0, Optional.empty(), sinceNanos));
    return new Leadership() {
      @Override
      public LeaderState standing() {
        return leader;
      }

      @Override
      public void refused(Fence fence) {
        throw new IllegalStateException("nothing is fenced: " + fence);
      }
    };
  }
}
