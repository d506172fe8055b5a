package io.github.ecstasktracker.benchmark;

import java.util.SortedMap;

/**
 * One trigger and the write that it led to.
 *
 * @param nanos from the moment the event left the bus to the moment the table showed the change
 * @param calls AWS calls that the controller began in between, by operation, without the queue's
 */
record Sample(Kind kind, long nanos, SortedMap<String, Long> calls) {
  /** What the table had to show. */
  enum Kind {
    /** The dead task's server is gone. */
    REMOVAL,
    /** The server of the task that replaces it is there. */
    ADDITION
  }
}
