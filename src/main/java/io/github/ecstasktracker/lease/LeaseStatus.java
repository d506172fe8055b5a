package io.github.ecstasktracker.lease;

import java.util.Optional;

/**
 * What is known of the lease, for people.
 *
 * @param leads whether this process does
 * @param leader the leader's name; empty where nobody is known to lead
 * @param epoch the leader's; 0 where nobody is known to lead
 * @param scope the clusters that the leader looks after; empty where nobody is known to lead
 * @param foreignScope what to say of a leader that looks after other clusters than this process:
 *     two deployments write to one table
 * @param problem why the lease could not be read or written at the last try; empty where it could
 */
public record LeaseStatus(
    boolean leads,
    Optional<String> leader,
    long epoch,
    Optional<String> scope,
    Optional<String> foreignScope,
    Optional<String> problem) {
  static LeaseStatus leading(Candidate self, long epoch, Optional<String> problem) {
    return new LeaseStatus(
        true,
        Optional.of(self.name()),
        epoch,
        Optional.of(self.scope()),
        Optional.empty(),
        problem);
  }

  static LeaseStatus following(
      Optional<Heartbeat> leader, Optional<String> foreignScope, Optional<String> problem) {
    return new LeaseStatus(
        false,
        leader.map(Heartbeat::owner),
        leader.map(Heartbeat::epoch).orElse(0L),
        leader.map(Heartbeat::scope),
        foreignScope,
        problem);
  }

  /** Who leads, in one sentence; and what hinders. */
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
