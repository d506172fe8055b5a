package io.github.ecstasktracker.http.report;

import java.util.List;

/**
 * How a sync went: {@code /sync} as JSON.
 *
 * @param synced whether every backend looked at is as it should be, holds aside
 * @param held how many removals are kept back
 * @param problems why not, one line each
 * @param backends every backend looked at, as it is now
 */
public record SyncAnswer(
    String schema, boolean synced, int held, List<String> problems, List<BackendReport> backends) {
  public static final String SCHEMA = "ecs-task-tracker.sync/v1";

  public static SyncAnswer of(int held, List<String> problems, List<BackendReport> backends) {
    return new SyncAnswer(SCHEMA, problems.isEmpty(), held, problems, backends);
  }
}
