package io.github.ecstasktracker.model;

/**
 * Time for deadlines and ages: never goes back, and means nothing outside this process. Wall time
 * ({@link java.time.InstantSource}) is for display only, because it can be stepped.
 */
@FunctionalInterface
public interface MonotonicClock {
  /** The process's own clock. */
  MonotonicClock SYSTEM = System::nanoTime;

  /**
   * Nanoseconds since an arbitrary origin. Compare two readings by their difference, never by size.
   */
  long nanos();
}
