package io.github.ecstasktracker.system;

import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.simulation.dynamodb.Change;
import io.github.ecstasktracker.simulation.dynamodb.InMemoryDynamoDb;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Judges the lease by its heartbeats as they land, against the true time and against the writer's
 * own clock.
 *
 * <ul>
 *   <li>A lease that beats is not taken over: whoever watches must have seen it untouched for its
 *       duration, by a clock that runs at most {@link #FASTEST} times as fast as the true one.
 *   <li>A process sends no write later than the renew deadline after its last heartbeat, by its own
 *       clock.
 * </ul>
 */
final class LeaseOracle {
  static final int FASTEST = 2;

  private final Ledger ledger;
  private final LeaseTiming timing;
  private final Map<String, Long> beatByOwnClock = new HashMap<>();
  private long beatNanos;

  LeaseOracle(Ledger ledger, LeaseTiming timing) {
    this.ledger = ledger;
    this.timing = timing;
  }

  /**
   * A request has landed.
   *
   * @param ownNanos the writer's clock
   */
  void landed(String writer, List<Change> changes, long trueNanos, long ownNanos) {
    for (Change change : changes) {
      if (change.key().equals(MemoryTable.HEARTBEAT) && !writer.equals(InMemoryDynamoDb.EDITOR)) {
        beat(writer, change, trueNanos);
        beatByOwnClock.put(writer, ownNanos);
        // One that comes a second time, and late, tells a watcher nothing.
        if (!Objects.equals(change.before().get("nonce"), change.after().get("nonce"))) {
          beatNanos = trueNanos;
        }
      }
    }
  }

  private void beat(String writer, Change change, long trueNanos) {
    boolean held = change.before().containsKey("term");
    if (held && !change.before().get("process").equals(change.after().get("process"))) {
      Duration still = Duration.ofNanos(trueNanos - beatNanos);
      ledger.holds(
          still.multipliedBy(FASTEST).compareTo(timing.duration()) >= 0,
          Invariant.I14,
          () -> "%s took a lease that had beaten %s before".formatted(writer, still));
    }
  }

  /** A process is about to send a fenced write. */
  void sends(String writer, long ownNanos) {
    Duration still = Duration.ofNanos(ownNanos - beatByOwnClock.getOrDefault(writer, ownNanos));
    ledger.holds(
        still.compareTo(timing.renewDeadline()) <= 0,
        Invariant.I14,
        () -> "%s writes, and its last heartbeat landed %s before".formatted(writer, still));
  }
}
