package io.github.ecstasktracker.explore;

import java.util.List;
import java.util.Optional;

/**
 * One run from its beginning, led from outside step by step. Deterministic: the same steps lead to
 * the same state, in every JVM. A step, and the judgement, throw where something is wrong.
 */
interface Execution {
  /** All that may happen next, always in the same order; empty where nothing can. */
  List<Step> choices();

  /** What else may go wrong at this moment, at a write that is under way. */
  List<Mishap> mishaps();

  /** The next step of the fair schedule, which lets everything happen in turn; empty at its end. */
  Optional<Step> fair();

  /** Judges how it ended, at the end of the fair schedule. */
  void judge();

  /**
   * Fingerprints of everything that what can still happen depends on: first of what is shared, then
   * of each that takes steps. A step changes what is shared and one other part, and what it makes
   * of the two follows from the two alone.
   */
  long[] parts();

  /**
   * A fingerprint of everything that the rest of the fair schedule, and the judgement at its end,
   * depend on.
   */
  long fairState();

  /** What happened, for a person; one line each. */
  List<String> story();

  /**
   * A write that goes wrong.
   *
   * @param kind how
   * @param point a fingerprint of the write and of all that it meets: the one mishap is enough for
   *     all states that share it
   */
  record Mishap(Kind kind, long point, Step step) {
    /** The ways in which a write goes wrong. */
    enum Kind {
      /** The process ends before the write reaches the store. */
      CRASH_BEFORE,
      /** The process ends after the write was applied, before it has the answer. */
      CRASH_AFTER,
      /** The write is applied and the process goes on, told that it is not known. */
      ANSWER_LOST
    }
  }
}
