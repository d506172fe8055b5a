package io.github.ecstasktracker.system;

import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.ratelimit.Pace;
import java.time.Duration;
import java.util.Optional;

/**
 * What kind of process a {@link Life} is.
 *
 * @param lease empty for the only replica there is
 * @param queue empty where it is told of events by {@link Life#triggers()}
 * @param limits what it allows itself of AWS's budgets
 * @param onHostDrain what becomes of servers on hosts that drain
 */
record Kind(
    String name,
    boolean dryRun,
    Optional<LeaseTiming> lease,
    Optional<String> queue,
    Rhythm rhythm,
    Pace.Limits limits,
    OnHostDrain onHostDrain) {
  /** How often it looks without being asked to. */
  record Rhythm(Duration resync, Duration health) {
    static final Rhythm USUAL = new Rhythm(Life.RESYNC, Life.HEALTH);
  }

  /** The only replica. */
  static final Kind SOLE =
      new Kind("sole", false, Optional.empty(), Optional.empty(), Rhythm.USUAL);

  Kind(
      String name,
      boolean dryRun,
      Optional<LeaseTiming> lease,
      Optional<String> queue,
      Rhythm rhythm) {
    this(name, dryRun, lease, queue, rhythm, Pace.Limits.DEFAULT);
  }

  Kind(
      String name,
      boolean dryRun,
      Optional<LeaseTiming> lease,
      Optional<String> queue,
      Rhythm rhythm,
      Pace.Limits limits) {
    this(name, dryRun, lease, queue, rhythm, limits, OnHostDrain.IGNORE);
  }

  /** The only replica, of another mind about hosts that drain. */
  static Kind sole(OnHostDrain onHostDrain) {
    return new Kind(
        SOLE.name(),
        false,
        Optional.empty(),
        Optional.empty(),
        SOLE.rhythm(),
        SOLE.limits(),
        onHostDrain);
  }
}
