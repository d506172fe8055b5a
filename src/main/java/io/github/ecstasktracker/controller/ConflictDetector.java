package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
 *   <li>Undone {@link #PATIENCE} times in a row, a change is contested: each further try waits
 *       twice as long as the one before. Two that fight would have Traefik rebuild its balancers at
 *       every blow. The backend's other changes are made as ever.
 *   <li>It is about one term: what other leaders of ours wrote between two of them is not known,
 *       and an address that they took out in good order may be handed out again.
 *   <li>A backend whose last write has stood for {@link #FORGOTTEN_AFTER} is contested no more.
 * </ul>
 *
 * <p>A write was undone where the next patch makes one of its changes again.
 */
final class ConflictDetector {
  private static final Logger LOG = LoggerFactory.getLogger(ConflictDetector.class);

  static final int PATIENCE = 3;
  static final Duration SHORTEST_WAIT = Duration.ofMinutes(2);
  static final Duration LONGEST_WAIT = Duration.ofHours(1);
  static final Duration FORGOTTEN_AFTER = LONGEST_WAIT.multipliedBy(2);

  private static final int DOUBLINGS_MAX = 5;

  private final MonotonicClock clock;
  // Guarded by this.
  private final Map<BackendKey, WriteHistory> histories = new HashMap<>();

  ConflictDetector(MonotonicClock clock) {
    this.clock = clock;
  }

  /**
   * How it stands with one backend.
   *
   * @param made what our changes left in place of each server, empty where nothing: of the last
   *     write and of those it repeated
   * @param writes how many in a row made the same change
   * @param undone how many of them are known to have been undone
   */
  private record WriteHistory(
      Map<String, Optional<StoredServer>> made, int writes, int undone, long wroteNanos) {
    WriteHistory {
      made = Map.copyOf(made);
    }

    WriteHistory undone(int times) {
      return new WriteHistory(made, writes, times, wroteNanos);
    }

    boolean isContested() {
      return undone >= PATIENCE;
    }

    boolean repeatedBy(ServerPatch patch) {
      return patch.changes().stream().anyMatch(this::repeatedBy);
    }

    /** An address that is another's now leaves, whoever wants it here. */
    boolean repeatedBy(ServerChange change) {
      return !(change.cause() instanceof ChangeCause.AddressTaken)
          && wanted(change).equals(made.get(change.key()));
    }

    /** What the change leaves at its place; empty where nothing. */
    private static Optional<StoredServer> wanted(ServerChange change) {
      return switch (change) {
        case ServerChange.Add add -> Optional.of(add.server());
        case ServerChange.Change edit -> Optional.of(edit.to());
        case ServerChange.Remove _ -> Optional.empty();
      };
    }
  }

  /**
   * What may be written of a patch now.
   *
   * @param uncontested the changes that nobody contests; empty where there are none
   * @param reason why the others wait; empty where none does
   */
  record Admitted(Optional<ServerPatch> uncontested, Optional<String> reason) {}

  /** All of the patch, unless some of its changes have been undone too often. */
  synchronized Admitted admit(ServerPatch patch) {
    WriteHistory history = histories.get(patch.key());
    if (history == null || stale(history) || !history.repeatedBy(patch)) {
      return new Admitted(Optional.of(patch), Optional.empty());
    }
    int undone = history.writes();
    if (undone >= PATIENCE && undone > history.undone()) {
      LOG.atWarn()
          .addKeyValue("backend", patch.key())
          .addKeyValue("undone", undone)
          .log("backend is contested: another writer reverts our changes; they are delayed");
    }
    histories.put(patch.key(), history.undone(undone));
    if (clock.nanos() - history.wroteNanos() >= delay(undone).toNanos()) {
      return new Admitted(Optional.of(patch), Optional.empty());
    }
    List<ServerChange> rest =
        patch.changes().stream().filter(change -> !history.repeatedBy(change)).toList();
    return new Admitted(
        rest.isEmpty() ? Optional.empty() : Optional.of(new ServerPatch(patch.base(), rest)),
        Optional.of(
            "contested: our last %d writes were undone; is there a second controller on this table?"
                .formatted(undone)));
  }

  /** The patch has landed. */
  synchronized void wrote(ServerPatch patch) {
    Optional<WriteHistory> last =
        Optional.ofNullable(histories.get(patch.key())).filter(history -> !stale(history));
    Optional<WriteHistory> repeated = last.filter(history -> history.repeatedBy(patch));
    if (repeated.isEmpty() && last.filter(WriteHistory::isContested).isPresent()) {
      // Beside the contest, which goes on.
      return;
    }
    Map<String, Optional<StoredServer>> made =
        new HashMap<>(repeated.map(WriteHistory::made).orElse(Map.of()));
    patch.changes().forEach(change -> made.put(change.key(), WriteHistory.wanted(change)));
    int writes = repeated.map(WriteHistory::writes).orElse(0) + 1;
    histories.put(patch.key(), new WriteHistory(made, writes, writes - 1, clock.nanos()));
  }

  /** A term begins. */
  synchronized void forget() {
    histories.clear();
  }

  /** How many backends somebody fights us for. */
  synchronized int contested() {
    histories.values().removeIf(this::stale);
    return (int) histories.values().stream().filter(WriteHistory::isContested).count();
  }

  private static Duration delay(int undone) {
    if (undone < PATIENCE) {
      return Duration.ZERO;
    }
    Duration delay = SHORTEST_WAIT.multipliedBy(1L << Math.min(undone - PATIENCE, DOUBLINGS_MAX));
    return delay.compareTo(LONGEST_WAIT) < 0 ? delay : LONGEST_WAIT;
  }

  private boolean stale(WriteHistory history) {
    return clock.nanos() - history.wroteNanos() >= FORGOTTEN_AFTER.toNanos();
  }
}
