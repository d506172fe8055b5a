package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who asked for a look at a backend, and with what wish, until a look has taken it up.
 *
 * <ul>
 *   <li>A look takes up what was asked before its read began, and nothing later: whoever asks later
 *       is answered by another look, and it is that one which has the wish.
 *   <li>What is given back is as it was: the first who asked, and since when.
 *   <li>What is forgotten does not come back, and what was taken up before lifts no guard.
 * </ul>
 */
final class Asks {
  static final String DRIFT = "drift";

  private final MonotonicClock clock;
  private final Map<BackendKey, Ask> waiting = new HashMap<>();

  /** How often all was forgotten. */
  private long era;

  Asks(MonotonicClock clock) {
    this.clock = clock;
  }

  synchronized void ask(BackendKey key, String cause, boolean force) {
    long now = clock.nanos();
    join(key, new Ask(Optional.of(new Asker(cause, now)), force, now, era));
  }

  /** Forgets all of it: nobody waits any more. */
  synchronized void clear() {
    waiting.clear();
    era++;
  }

  /** Takes up what was asked; to be called before the read. */
  synchronized Ask take(BackendKey key) {
    Ask ask = waiting.remove(key);
    return ask == null ? new Ask(Optional.empty(), false, clock.nanos(), era) : ask;
  }

  /**
   * Takes up what was asked, for a read that has begun.
   *
   * @return empty, and nothing taken up, where somebody asked since
   */
  synchronized Optional<Ask> takeForReadBegun(BackendKey key, long begunNanos) {
    Ask ask = waiting.get(key);
    return ask != null && ask.lastNanos() - begunNanos >= 0
        ? Optional.empty()
        : Optional.of(take(key));
  }

  /** Whether a look that took this up may lift the guards now. */
  synchronized boolean forces(Ask ask) {
    return ask.force() && ask.era() == era;
  }

  /**
   * The look that took this up must be made again. An operator's force does not come back: it was
   * for a look that the operator waited for.
   */
  synchronized void giveBack(BackendKey key, Asker asker) {
    join(key, new Ask(Optional.of(asker), false, asker.sinceNanos(), era));
  }

  /** The look that was to answer this has not been made, and who waits for it goes on waiting. */
  synchronized void giveBack(BackendKey key, Ask ask) {
    if (ask.asker().isPresent() && ask.era() == era) {
      join(key, ask);
    }
  }

  private void join(BackendKey key, Ask ask) {
    waiting.merge(key, ask, Ask::and);
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
   * @param lastNanos when it was asked last
   */
  record Ask(Optional<Asker> asker, boolean force, long lastNanos, long era) {
    /** Both in one. */
    Ask and(Ask other) {
      return new Ask(
          isFirst(other) ? asker : other.asker,
          force || other.force,
          lastNanos - other.lastNanos >= 0 ? lastNanos : other.lastNanos,
          era);
    }

    private boolean isFirst(Ask other) {
      return asker.isPresent()
          && (other.asker.isEmpty()
              || asker.get().sinceNanos() - other.asker.get().sinceNanos() <= 0);
    }
  }
}
