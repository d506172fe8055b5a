package io.github.ecstasktracker.workqueue;

/** Hears what a {@link WorkQueue} does, outside its lock; must not block. */
public interface QueueListener {
  /** Hears nothing. */
  QueueListener NONE = new QueueListener() {};

  /** A request was accepted that could not be merged into one already waiting. */
  default void added() {}

  /** A request was accepted because work had failed. */
  default void retried() {}

  /**
   * A key was handed out.
   *
   * @param waitedNanos since it could have been: a delay that was asked for is not part of it
   */
  default void taken(long waitedNanos) {}

  /** A key was handed back. */
  default void finished(long workedNanos) {}
}
