package io.github.ecstasktracker.lease;

import java.util.Optional;

/** Both items of the lease, as returned by one read. */
public record LeaseSnapshot(Optional<Heartbeat> heartbeat, Optional<EpochMark> epoch) {
  /** The higher of the two items' epochs, so that losing one item does not reset the count. */
  public long highestEpoch() {
    return Math.max(
        heartbeat.map(Heartbeat::epoch).orElse(0L), epoch.map(EpochMark::epoch).orElse(0L));
  }
}
