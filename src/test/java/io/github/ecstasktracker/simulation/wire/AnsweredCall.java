package io.github.ecstasktracker.simulation.wire;

import io.github.ecstasktracker.simulation.faults.Operation;

/**
 * One call and what came of it, by {@link System#nanoTime}.
 *
 * @param caller the access key that it is signed with
 * @param status of the answer; 0 where the line was lost
 * @param arrived before anything of it was done
 * @param answered when the answer was there, before it went on its way
 */
public record AnsweredCall(
    String caller,
    Operation operation,
    String request,
    int status,
    byte[] answer,
    long arrived,
    long answered) {
  public boolean ok() {
    return status == 200;
  }
}
