package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;

/**
 * Reads lists of tasks to their end. A list is whole or it is a failure; there is no part of one.
 * The end is a page without a token: a page may be short or empty and still have a successor.
 */
final class TaskLists {
  /** 100,000 tasks; far above what a cluster can hold, so more is an endless list. */
  static final int MAX_PAGES = 1_000;

  private final AwsCalls calls;

  TaskLists(AwsCalls calls) {
    this.calls = calls;
  }

  /** The ARNs of a cluster's tasks, or of one service's, each once. */
  Result<List<String>> read(String cluster, @Nullable String service, Urgency urgency) {
    Set<String> arns = new LinkedHashSet<>();
    String token = null;
    for (int page = 1; page <= MAX_PAGES; page++) {
      switch (calls.listTasks(cluster, service, token, urgency)) {
        case Result.Failed<ListTasksResponse>(String reason, boolean throttled) -> {
          return new Result.Failed<>(where(cluster, service, page) + reason, throttled);
        }
        case Result.Ok<ListTasksResponse>(ListTasksResponse answer) -> {
          arns.addAll(answer.taskArns());
          String next = answer.nextToken();
          if (next == null || next.isEmpty()) {
            return new Result.Ok<>(List.copyOf(arns));
          }
          if (next.equals(token)) {
            return new Result.Failed<>(
                where(cluster, service, page) + "ListTasks: answers with the same page again",
                false);
          }
          token = next;
        }
      }
    }
    return new Result.Failed<>(
        where(cluster, service, MAX_PAGES) + "ListTasks: no end after so many pages", false);
  }

  private static String where(String cluster, @Nullable String service, int page) {
    return "list of cluster "
        + Arns.clusterName(cluster)
        + (service == null ? "" : ", service " + service)
        + ", page "
        + page
        + ": ";
  }
}
