package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices somebody who undoes what we write: a second controller on the same table that shares no
 * lease with us, or a script.
 *
 * <ul>
 *   <li>What was undone once or twice is done again at once: people err.
 *   <li>Undone {@link #PATIENCE} times in a row, a backend is contested: each further write to it
 *       waits twice as long as the one before. Two that fight would have Traefik rebuild its
 *       balancers at every blow.
 *   <li>A backend whose last write has stood for {@link #FORGOTTEN_AFTER} is contested no more.
 * </ul>
 *
 * <p>A write was undone where the next patch makes one of its changes again.
 */
final class Contention {
  private static final Logger LOG = LoggerFactory.getLogger(Contention.class);

  static final int PATIENCE = 3;
  static final Duration SHORTEST_WAIT = Duration.ofMinutes(2);
  static final Duration LONGEST_WAIT = Duration.ofHours(1);
  static final Duration FORGOTTEN_AFTER = LONGEST_WAIT.multipliedBy(2);

  private static final int DOUBLINGS_MAX = 5;

  private final MonotonicClock clock;
  // Guarded by this.
  private final Map<BackendKey, Bout> bouts = new HashMap<>();

  Contention(MonotonicClock clock) {
    this.clock = clock;
  }

  /**
   * How it stands with one backend.
   *
   * @param made our changes to each server, of the last write and of those it repeated
   * @param writes how many in a row made the same change
   * @param undone how many of them are known to have been undone
   */
  private record Bout(Map<String, ServerChange> made, int writes, int undone, long wroteNanos) {
    Bout {
      made = Map.copyOf(made);
    }

    Bout undone(int times) {
      return new Bout(made, writes, times, wroteNanos);
    }

    boolean repeatedBy(ServerPatch patch) {
      return patch.changes().stream()
          .anyMatch(
              change ->
                  made.containsKey(change.key())
                      && removes(made.get(change.key())) == removes(change));
    }

    private static boolean removes(ServerChange change) {
      return change instanceof ServerChange.Remove;
    }
  }

  /**
   * Why a patch is not written now.
   *
   * @param undone how many of our writes in a row were undone
   * @param left until it may be
   */
  record Wait(int undone, Duration left) {
    String sentence() {
      return "contested: our last %d writes were undone; is there a second controller on this table?"
          .formatted(undone);
    }
  }

  /** Empty where the patch may be written now. */
  synchronized Optional<Wait> mustWait(ServerPatch patch) {
    Bout bout = bouts.get(patch.key());
    if (bout == null || stale(bout) || !bout.repeatedBy(patch)) {
      return Optional.empty();
    }
    int undone = bout.writes();
    if (undone >= PATIENCE && undone > bout.undone()) {
      LOG.atWarn()
          .addKeyValue("backend", patch.key())
          .addKeyValue("undone", undone)
          .log("backend is contested: its next writes wait");
    }
    bouts.put(patch.key(), bout.undone(undone));
    Duration left = delay(undone).minusNanos(clock.nanos() - bout.wroteNanos());
    return left.isPositive() ? Optional.of(new Wait(undone, left)) : Optional.empty();
  }

  /** The patch has landed. */
  synchronized void wrote(ServerPatch patch) {
    Optional<Bout> repeated =
        Optional.ofNullable(bouts.get(patch.key()))
            .filter(last -> !stale(last) && last.repeatedBy(patch));
    Map<String, ServerChange> made = new HashMap<>(repeated.map(Bout::made).orElse(Map.of()));
    patch.changes().forEach(change -> made.put(change.key(), change));
    int writes = repeated.map(Bout::writes).orElse(0) + 1;
    bouts.put(patch.key(), new Bout(made, writes, writes - 1, clock.nanos()));
  }

  /** How many backends somebody fights us for. */
  synchronized int contested() {
    bouts.values().removeIf(this::stale);
    return (int) bouts.values().stream().filter(bout -> bout.undone() >= PATIENCE).count();
  }

  private static Duration delay(int undone) {
    if (undone < PATIENCE) {
      return Duration.ZERO;
    }
    Duration delay = SHORTEST_WAIT.multipliedBy(1L << Math.min(undone - PATIENCE, DOUBLINGS_MAX));
    return delay.compareTo(LONGEST_WAIT) < 0 ? delay : LONGEST_WAIT;
  }

  private boolean stale(Bout bout) {
    return clock.nanos() - bout.wroteNanos() >= FORGOTTEN_AFTER.toNanos();
  }
}
