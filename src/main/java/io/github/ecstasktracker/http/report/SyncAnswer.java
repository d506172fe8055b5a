package io.github.ecstasktracker.http.report;

import java.util.List;

/**
 * Result of a sync: {@code /sync} as JSON.
 *
 * @param synced whether every reconciled backend is in sync, apart from holds
 * @param held number of removals held back
 * @param problems reasons for failures, one line each
 * @param backends the current state of every reconciled backend
 */
public record SyncAnswer(
    String schema, boolean synced, int held, List<String> problems, List<BackendReport> backends) {
  public static final String SCHEMA = "ecs-task-tracker.sync/v1";

  public static SyncAnswer of(int held, List<String> problems, List<BackendReport> backends) {
    return new SyncAnswer(SCHEMA, problems.isEmpty(), held, problems, backends);
  }
}
