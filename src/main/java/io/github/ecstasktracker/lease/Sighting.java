package io.github.ecstasktracker.lease;

import java.util.Optional;

/** Both items of the lease, as one read found them. */
public record Sighting(Optional<Heartbeat> heartbeat, Optional<EpochMark> epoch) {
  /** The highest epoch that either item tells of, so that losing one does not reset it. */
  public long highestEpoch() {
    return Math.max(
        heartbeat.map(Heartbeat::epoch).orElse(0L), epoch.map(EpochMark::epoch).orElse(0L));
  }
}
