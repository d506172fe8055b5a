package io.github.ecstasktracker.lease;

import java.util.UUID;

/**
 * The item that every fenced write is checked against; changed by an acquisition and by a release.
 */
public record EpochMark(UUID token, long epoch) {
  /** Stands where a lease was given back: no term's token, so every write is refused. */
  public static final UUID NOBODYS = new UUID(0, 0);
}
