package io.github.ecstasktracker.lease;

import java.util.Optional;

/**
 * What is known of the lease, for display.
 *
 * @param leads whether this process is the leader
 * @param leader the leader's name; empty if no leader is known
 * @param epoch the leader's epoch; 0 if no leader is known
 * @param foreignScope a warning if the leader manages different clusters than this process, which
 *     means two deployments write to one table
 * @param problem why the last attempt to read or write the lease failed; empty if it succeeded
 */
public record LeaseStatus(
    boolean leads,
    Optional<String> leader,
    long epoch,
    Optional<String> foreignScope,
    Optional<String> problem) {
  static LeaseStatus leading(Candidate self, long epoch, Optional<String> problem) {
    return new LeaseStatus(true, Optional.of(self.name()), epoch, Optional.empty(), problem);
  }

  static LeaseStatus following(
      Optional<Heartbeat> leader, Optional<String> foreignScope, Optional<String> problem) {
    return new LeaseStatus(
        false,
        leader.map(Heartbeat::leader),
        leader.map(Heartbeat::epoch).orElse(0L),
        foreignScope,
        problem);
  }

  /** Who leads, and what is wrong, in one sentence. */
  public String sentence() {
    String who =
        leader
            .map(
                name ->
                    (leads ? "leader: %s, epoch %d" : "standby; the leader is %s, epoch %d")
                        .formatted(name, epoch))
            .orElse("standby; no leader is known");
    return problem.map(reason -> who + "; " + reason).orElse(who);
  }
}
