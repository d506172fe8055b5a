package io.github.ecstasktracker.model;

/**
 * A removal that is kept back.
 *
 * @param server the entry's key in the item
 * @param guard which rule holds it
 * @param cause what it waits for, or what speaks for it
 */
public record Hold(String server, Guard guard, HoldCause cause) {
  /** The rules that keep a removal back. Also the values of a metric's label. */
  public enum Guard {
    /** Absent once; the second list is due one resync later. Quiet: this is the normal course. */
    WAITING,
    /** A task of the backend is Unknown, so absence proves nothing. */
    INCOMPLETE,
    /** Absent twice, but DescribeServices counts other tasks than were seen. */
    UNPROVEN,
    /** More unproven removals than {@code --max-removal} allows. */
    BUDGET,
    /** It would leave the backend without a server. */
    LAST,
    /** {@code --policy} does not allow it. */
    POLICY
  }

  /** Why it stays, for a person. */
  public String reason() {
    return switch (guard) {
      case WAITING, INCOMPLETE, UNPROVEN -> cause.sentence();
      case BUDGET -> "more removals than --max-removal allows: " + cause.sentence();
      case LAST -> "would remove the last server: " + cause.sentence();
      case POLICY -> "not by this --policy: " + cause.sentence();
    };
  }

  /** Whether a person should hear of it. */
  public boolean loud() {
    return guard != Guard.WAITING && guard != Guard.POLICY;
  }
}
