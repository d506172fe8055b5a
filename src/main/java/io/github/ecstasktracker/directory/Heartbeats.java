package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What hosts told of themselves, beat by beat, as the old host service did: one a minute, and a
 * last one on the way out.
 *
 * <ul>
 *   <li>A host that missed three beats is UNRESPONSIVE; after an hour of silence nothing is known
 *       of it here.
 *   <li>Bounded: the host that was silent for longest goes first.
 *   <li>Safe between threads.
 * </ul>
 */
public final class Heartbeats {
  /** The old host service waited 65 s between two beats at most. */
  static final Duration BEAT = Duration.ofSeconds(65);

  static final Duration KEPT = Duration.ofHours(1);
  static final int MAX = 20_000;

  private record Last(HostState state, long atNanos) {}

  private final MonotonicClock clock;
  private final LinkedHashMap<String, Last> byHost = new LinkedHashMap<>();

  public Heartbeats(MonotonicClock clock) {
    this.clock = clock;
  }

  /** A host has made itself known, and not told how it is. */
  public void began(String instanceId) {
    put(instanceId, HostState.STARTING);
  }

  /**
   * A beat.
   *
   * @param dying whether it is the last one
   */
  public void beat(String instanceId, boolean dying) {
    put(instanceId, dying ? HostState.DEAD : HostState.ACTIVE);
  }

  /** How the host is by its own word; empty where it has none. */
  Optional<HostState> state(String instanceId) {
    synchronized (byHost) {
      expire();
      return Optional.ofNullable(byHost.get(instanceId)).map(this::state);
    }
  }

  /** Every host that spoke lately. */
  List<String> hosts() {
    synchronized (byHost) {
      expire();
      return List.copyOf(byHost.keySet());
    }
  }

  private HostState state(Last last) {
    boolean silent = clock.nanos() - last.atNanos() > BEAT.multipliedBy(3).toNanos();
    return silent && last.state() != HostState.DEAD ? HostState.UNRESPONSIVE : last.state();
  }

  private void put(String instanceId, HostState state) {
    synchronized (byHost) {
      byHost.putLast(instanceId, new Last(state, clock.nanos()));
      if (byHost.size() > MAX) {
        byHost.pollFirstEntry();
      }
    }
  }

  private void expire() {
    for (Map.Entry<String, Last> eldest = byHost.firstEntry();
        eldest != null && clock.nanos() - eldest.getValue().atNanos() >= KEPT.toNanos();
        eldest = byHost.firstEntry()) {
      byHost.pollFirstEntry();
    }
  }
}
