package io.github.ecstasktracker.ecs;

import java.util.List;
import java.util.Optional;

/** The answer to one ListTasks call. */
public sealed interface TaskList {
  /**
   * A page.
   *
   * @param next the token of the next page; empty at the end of the list. A page may be short or
   *     empty and still have a next one (ECS API reference, ListTasks)
   * @param begunNanos monotonic time at which the call's token was there: a call that waits for
   *     ECS's budget shows nothing of the time before
   */
  record Page(List<String> arns, Optional<String> next, long begunNanos) implements TaskList {
    public Page {
      arns = List.copyOf(arns);
    }
  }

  /** ECS knows no such cluster, or it is INACTIVE. */
  record NoCluster(String reason) implements TaskList {}

  /**
   * No usable answer.
   *
   * @param throttled whether AWS asked for fewer calls
   */
  record Failed(String reason, boolean throttled) implements TaskList {}
}
