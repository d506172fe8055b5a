package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.AppliedChange;
import java.util.List;

/** The last writes, newest first: {@code /changes} as JSON. */
public record ChangesReport(String schema, List<Write> changes) {
  public static final String SCHEMA = "ecs-task-tracker.changes/v1";

  /** One applied write. */
  public record Write(
      String when,
      String backend,
      String cause,
      String reconcileId,
      List<ChangeReport> changes,
      List<ServerReport> before,
      List<ServerReport> after) {
    static Write of(AppliedChange applied) {
      return new Write(
          applied.when().toString(),
          applied.backend().name(),
          applied.cause(),
          applied.reconcileId(),
          ChangeReport.all(applied.changes()),
          ServerReport.all(applied.before().values()),
          ServerReport.all(applied.after().values()));
    }
  }

  public static ChangesReport of(List<AppliedChange> applied) {
    return new ChangesReport(SCHEMA, applied.stream().map(Write::of).toList());
  }
}
