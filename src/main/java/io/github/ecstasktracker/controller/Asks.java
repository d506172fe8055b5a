package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who asked for a look at a backend, and with what wish, until a look has taken it up. */
final class Asks {
  static final String DRIFT = "drift";

  private final MonotonicClock clock;
  private final Map<BackendKey, Asker> first = new HashMap<>();
  private final Set<BackendKey> forced = new HashSet<>();

  Asks(MonotonicClock clock) {
    this.clock = clock;
  }

  synchronized void ask(BackendKey key, String cause, boolean force) {
    first.putIfAbsent(key, new Asker(cause, clock.nanos()));
    if (force) {
      forced.add(key);
    }
  }

  /** Forgets all of it: nobody waits any more. */
  synchronized void clear() {
    first.clear();
    forced.clear();
  }

  /** Takes up what was asked. */
  synchronized Ask take(BackendKey key) {
    return new Ask(Optional.ofNullable(first.remove(key)), forced.remove(key));
  }

  /**
   * The look that took this up must be made again. An operator's force does not come back: it was
   * for a look that the operator waited for.
   */
  synchronized void giveBack(BackendKey key, Asker asker) {
    first.put(key, asker);
  }

  /**
   * The first who asked.
   *
   * @param cause a trigger's source
   * @param sinceNanos when it asked
   */
  record Asker(String cause, long sinceNanos) {}

  /**
   * What was asked.
   *
   * @param asker empty where only a timer asks
   */
  record Ask(Optional<Asker> asker, boolean force) {}
}
