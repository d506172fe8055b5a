package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The heartbeats that hosts send, as to the old host service: one a minute, and a last one at
 * shutdown.
 *
 * <ul>
 *   <li>A host that missed three heartbeats is UNRESPONSIVE; after an hour of silence it is
 *       forgotten.
 *   <li>Bounded: the host that has been silent longest is evicted first.
 *   <li>Thread-safe.
 * </ul>
 */
public final class Heartbeats {
  /** The old host service allowed at most 65 s between two heartbeats. */
  static final Duration BEAT = Duration.ofSeconds(65);

  static final Duration KEPT = Duration.ofHours(1);
  static final int MAX = 20_000;

  private record Last(HostState state, long atNanos) {}

  private final MonotonicClock clock;
  private final LinkedHashMap<String, Last> byHost = new LinkedHashMap<>();

  public Heartbeats(MonotonicClock clock) {
    this.clock = clock;
  }

  /** A host has registered and not sent a heartbeat yet. */
  public void began(String instanceId) {
    put(instanceId, HostState.STARTING);
  }

  /**
   * Records a heartbeat.
   *
   * @param dying whether it is the host's last one
   */
  public void beat(String instanceId, boolean dying) {
    put(instanceId, dying ? HostState.DEAD : HostState.ACTIVE);
  }

  /** The host's state by its own heartbeats; empty if it sends none. */
  Optional<HostState> state(String instanceId) {
    synchronized (byHost) {
      expire();
      return Optional.ofNullable(byHost.get(instanceId)).map(this::state);
    }
  }

  /** All hosts heard from recently. */
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
