package io.github.ecstasktracker.http;

import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.http.report.ChangesReport;
import io.github.ecstasktracker.http.report.ChangesText;
import io.github.ecstasktracker.http.report.Json;
import io.github.ecstasktracker.model.AppliedChange;
import io.javalin.http.Context;
import java.util.List;

/** {@code /changes}: the last writes, newest first. */
final class ChangesRoute {
  private static final int MAX = 1000;

  private final ControllerStatus status;
  private final Access access;
  private final Rendered allAsJson = new Rendered();

  ChangesRoute(ControllerStatus status, Access access) {
    this.status = status;
    this.access = access;
  }

  void addTo(Router router) {
    router.get("/changes", access.guard(RouteGroup.TABLE, this::changes));
  }

  private void changes(Context ctx) {
    String limit = ctx.queryParam("limit");
    if (limit != null && !limit.matches("[1-9]\\d{0,2}|1000")) {
      Answers.line(ctx, 400, "limit must be 1 to " + MAX);
      return;
    }
    String backend = ctx.queryParam("backend");
    List<AppliedChange> all = status.changes();
    if (limit == null && backend == null && Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, allAsJson.of(all, () -> Json.of(ChangesReport.of(all))));
      return;
    }
    List<AppliedChange> changes =
        all.stream()
            .filter(change -> backend == null || change.backend().name().equals(backend))
            .limit(limit == null ? MAX : Integer.parseInt(limit))
            .toList();
    ChangesReport report = ChangesReport.of(changes);
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, report);
    } else {
      Answers.text(ctx, 200, ChangesText.of(report));
    }
  }
}
