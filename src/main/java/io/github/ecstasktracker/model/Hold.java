package io.github.ecstasktracker.model;

/**
 * A removal that is kept back.
 *
 * @param server the entry's key in the item
 * @param guard which rule holds it
 * @param reason for a person: "would remove the last server; its task is UNHEALTHY"
 */
public record Hold(String server, Guard guard, String reason) {
  /** The rules that keep a removal back. Also the values of a metric's label. */
  public enum Guard {
    /** Absent once; the second look is due one resync later. Quiet: this is the normal course. */
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

  /** Whether a person should hear of it. */
  public boolean loud() {
    return guard != Guard.WAITING && guard != Guard.POLICY;
  }
}
