package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.TaskList;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of tasks to their end. A list is whole or it failed; there is no part of one.
 *
 * <p>A page that fails is asked for again from its token, up to {@value #TRIES} times, so that one
 * bad answer in a hundred pages does not void a list.
 */
final class Lister {
  private static final int TRIES = 5;

  /** 100,000 tasks; far above what a cluster can hold, so more is an endless list. */
  private static final int PAGES_MAX = 1_000;

  private final EcsReader ecs;

  Lister(EcsReader ecs) {
    this.ecs = ecs;
  }

  /** What became of a list. */
  sealed interface Listed {
    /**
     * Read to its end.
     *
     * @param begunNanos monotonic time at which the call began that brought its first page: what a
     *     failed call was to show, nobody has seen
     */
    record Whole(List<String> arns, long begunNanos) implements Listed {}

    record NoCluster(String reason) implements Listed {}

    record Failed(String reason, boolean throttled) implements Listed {}
  }

  /**
   * The ARNs of a cluster's tasks, or of one service's.
   *
   * @param progress runs after each page
   */
  Listed list(String cluster, @Nullable String service, Urgency urgency, Runnable progress) {
    List<String> arns = new ArrayList<>();
    String token = null;
    long begun = 0;
    int tries = 0;
    for (int page = 1; page <= PAGES_MAX; ) {
      TaskList answer = ecs.list(cluster, service, token, urgency);
      progress.run();
      switch (answer) {
        case TaskList.Page(List<String> names, var next, long pageBegun) -> {
          arns.addAll(names);
          begun = page == 1 ? pageBegun : begun;
          if (next.isEmpty()) {
            return new Listed.Whole(arns, begun);
          }
          if (next.get().equals(token)) {
            return new Listed.Failed("list of " + cluster + ": the same page came again", false);
          }
          token = next.get();
          tries = 0;
          page++;
        }
        case TaskList.NoCluster(String reason) -> {
          return new Listed.NoCluster(reason);
        }
        case TaskList.Failed(String reason, boolean throttled) -> {
          if (++tries >= TRIES || Thread.currentThread().isInterrupted()) {
            return new Listed.Failed(reason, throttled);
          }
        }
      }
    }
    return new Listed.Failed(
        "list of " + cluster + ": no end after " + PAGES_MAX + " pages", false);
  }
}
