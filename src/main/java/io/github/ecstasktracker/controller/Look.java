package io.github.ecstasktracker.controller;

import java.util.function.Function;

/** A look at one backend, as far as it goes without the store's write side. */
sealed interface Look {
  /** It is over. */
  record Ended(Found found) implements Look {}

  /**
   * There is something to write. The key stays owned until the end.
   *
   * @param end ends the look, once it is known what became of the intent
   */
  record Open(Committer.Intent intent, Function<Commit, Found> end) implements Look {}

  /** What a look found. */
  enum Found {
    BACKEND,
    /** Neither a task nor an item. */
    NOTHING,
    /** The reading was past (see {@link Recency}). */
    NEWER,
    /** What it wants written may be written from a newer reading only. */
    OUTDATED
  }
}
