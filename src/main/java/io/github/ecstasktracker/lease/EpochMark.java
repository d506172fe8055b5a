package io.github.ecstasktracker.lease;

import java.util.UUID;

/**
 * The item that every fenced write is checked against. Only an acquisition or a release changes it.
 */
public record EpochMark(UUID token, long epoch) {
  /** Token of a released lease. It belongs to no term, so every fenced write is refused. */
  public static final UUID NOBODYS = new UUID(0, 0);
}
