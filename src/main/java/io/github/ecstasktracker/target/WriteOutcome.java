package io.github.ecstasktracker.target;

import io.github.ecstasktracker.model.StoredBackend;

/** What became of one patch. */
public sealed interface WriteOutcome {
  /**
   * The item now is what the patch asked for: by this write, or by an earlier attempt of it whose
   * answer was lost.
   *
   * @param item the item as it is now
   */
  record Applied(StoredBackend.Present item) implements WriteOutcome {}

  /** Somebody changed the item since it was read; nothing was written. Read again and plan anew. */
  record Conflict(String reason) implements WriteOutcome {}

  /** Another patch of the group stopped it; this one was not at fault and nothing was written. */
  record NotTried(String reason) implements WriteOutcome {}

  /**
   * The store did not do it, or did not say: throttled, timed out, invalid. The item must be read
   * again.
   *
   * @param throttled whether the store asked for fewer calls
   */
  record Failed(String reason, boolean throttled) implements WriteOutcome {}

  /**
   * The store takes the request for no valid one; nothing of the group was written. It does not say
   * whose fault it is: in a smaller group the others may land.
   */
  record Rejected(String reason) implements WriteOutcome {}

  /** The fence has fallen: another term has begun. Nothing of the group was written. */
  record Fenced(String reason) implements WriteOutcome {}
}
