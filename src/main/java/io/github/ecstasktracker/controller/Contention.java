package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
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
   * @param made what our changes left in place of each server, empty where nothing: of the last
   *     write and of those it repeated
   * @param writes how many in a row made the same change
   * @param undone how many of them are known to have been undone
   */
  private record Bout(
      Map<String, Optional<StoredServer>> made, int writes, int undone, long wroteNanos) {
    Bout {
      made = Map.copyOf(made);
    }

    Bout undone(int times) {
      return new Bout(made, writes, times, wroteNanos);
    }

    boolean isContested() {
      return undone >= PATIENCE;
    }

    boolean repeatedBy(ServerPatch patch) {
      return patch.changes().stream().anyMatch(this::repeatedBy);
    }

    boolean repeatedBy(ServerChange change) {
      return wanted(change).equals(made.get(change.key()));
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
   * @param rest the changes that nobody contests; empty where there are none
   * @param reason why the others wait; empty where none does
   */
  record Admitted(Optional<ServerPatch> rest, Optional<String> reason) {}

  /** All of the patch, unless some of its changes have been undone too often. */
  synchronized Admitted admit(ServerPatch patch) {
    Bout bout = bouts.get(patch.key());
    if (bout == null || stale(bout) || !bout.repeatedBy(patch)) {
      return new Admitted(Optional.of(patch), Optional.empty());
    }
    int undone = bout.writes();
    if (undone >= PATIENCE && undone > bout.undone()) {
      LOG.atWarn()
          .addKeyValue("backend", patch.key())
          .addKeyValue("undone", undone)
          .log("backend is contested: changes that somebody undoes wait");
    }
    bouts.put(patch.key(), bout.undone(undone));
    if (clock.nanos() - bout.wroteNanos() >= delay(undone).toNanos()) {
      return new Admitted(Optional.of(patch), Optional.empty());
    }
    List<ServerChange> rest =
        patch.changes().stream().filter(change -> !bout.repeatedBy(change)).toList();
    return new Admitted(
        rest.isEmpty() ? Optional.empty() : Optional.of(new ServerPatch(patch.base(), rest)),
        Optional.of(
            "contested: our last %d writes were undone; is there a second controller on this table?"
                .formatted(undone)));
  }

  /** The patch has landed. */
  synchronized void wrote(ServerPatch patch) {
    Optional<Bout> last = Optional.ofNullable(bouts.get(patch.key())).filter(bout -> !stale(bout));
    Optional<Bout> repeated = last.filter(bout -> bout.repeatedBy(patch));
    if (repeated.isEmpty() && last.filter(Bout::isContested).isPresent()) {
      // Beside the contest, which goes on.
      return;
    }
    Map<String, Optional<StoredServer>> made =
        new HashMap<>(repeated.map(Bout::made).orElse(Map.of()));
    patch.changes().forEach(change -> made.put(change.key(), Bout.wanted(change)));
    int writes = repeated.map(Bout::writes).orElse(0) + 1;
    bouts.put(patch.key(), new Bout(made, writes, writes - 1, clock.nanos()));
  }

  /** A term begins. */
  synchronized void forget() {
    bouts.clear();
  }

  /** How many backends somebody fights us for. */
  synchronized int contested() {
    bouts.values().removeIf(this::stale);
    return (int) bouts.values().stream().filter(Bout::isContested).count();
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
