package io.github.ecstasktracker.http;

import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.controller.SyncRequests;
import io.github.ecstasktracker.http.report.SyncAnswer;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * {@code POST /sync} and {@code POST /sync/{service}}; with compatibility on, also the original's
 * GET forms and {@code /syncslow}. A dry run and a standby refuse all of them.
 */
final class SyncRoutes {
  private static final int SLOW_DEFAULT_MS = 1000;

  private final ControllerStatus status;
  private final SyncRequests requests;
  private final Sync sync;
  private final Access access;
  private final LeaderOnly leaderOnly;
  private final InFlight inFlight;
  private final boolean compat;

  SyncRoutes(
      ControllerStatus status,
      SyncRequests requests,
      Access access,
      LeaderOnly leaderOnly,
      HttpLimits limits,
      boolean compat) {
    this.status = status;
    this.requests = requests;
    this.sync = new Sync(requests, limits.syncTime());
    this.access = access;
    this.leaderOnly = leaderOnly;
    this.inFlight = new InFlight(limits.syncs());
    this.compat = compat;
  }

  void addTo(Router router) {
    Handler all = guarded(this::all);
    Handler one = guarded(this::one);
    router.post("/sync", all);
    router.post("/sync/{service}", one);
    if (compat) {
      router.getOnly("/sync", all);
      router.getOnly("/sync/{service}", one);
      router.getOnly("/syncslow", guarded(ctx -> slow(ctx, SLOW_DEFAULT_MS)));
      router.getOnly("/syncslow/{ms}", guarded(this::slow));
    }
  }

  private Handler guarded(Handler handler) {
    return access.guard(
        RouteGroup.SYNC,
        leaderOnly.guard(
            inFlight.bound(
                ctx -> {
                  if (status.dryRun()) {
                    Answers.line(ctx, 409, "a dry run writes nothing");
                  } else {
                    handler.handle(ctx);
                  }
                })));
  }

  private void all(Context ctx) throws ExecutionException, InterruptedException {
    run(ctx, List.of(), "all services");
  }

  private void one(Context ctx) throws ExecutionException, InterruptedException {
    Optional<List<BackendView>> backends = Names.resolve(ctx, status.view());
    if (backends.isPresent()) {
      List<BackendKey> keys = backends.get().stream().map(BackendView::key).toList();
      run(ctx, keys, ctx.pathParam("service"));
    }
  }

  private void run(Context ctx, List<BackendKey> backends, String what)
      throws ExecutionException, InterruptedException {
    switch (sync.run(backends, "true".equals(ctx.queryParam("force")))) {
      case Sync.Outcome.Done(SyncAnswer answer) when Answers.wantsJson(ctx) ->
          Answers.json(ctx, answer.synced() ? 200 : 500, answer);
      case Sync.Outcome.Done(SyncAnswer answer) when answer.synced() ->
          Answers.line(ctx, 200, what + " synced" + held(answer));
      case Sync.Outcome.Done(SyncAnswer answer) ->
          Answers.line(ctx, 500, what + " not synced: " + String.join("; ", answer.problems()));
      case Sync.Outcome.Late _ -> Answers.line(ctx, 504, what + " not synced yet; continuing");
      case Sync.Outcome.Refused _ -> {
        ctx.header("Retry-After", "5");
        Answers.line(ctx, 503, "not accepting work now");
      }
    }
  }

  /** Holds are reported; without any, the text is the original's, which had no holds. */
  private static String held(SyncAnswer answer) {
    return answer.held() == 0
        ? ""
        : ", " + answer.held() + " removals held back: see /diff?verbose";
  }

  private void slow(Context ctx) {
    String text = ctx.pathParam("ms");
    if (!text.matches("\\d{1,9}")) {
      Answers.line(ctx, 400, "milliseconds must be a number");
      return;
    }
    slow(ctx, Integer.parseInt(text));
  }

  /**
   * Responds immediately, like the original; the controller chooses its own pace to spare the API.
   */
  private void slow(Context ctx, int ms) {
    if (requests.sync(Optional.empty(), false).isCompletedExceptionally()) {
      Answers.line(ctx, 503, "not accepting work now");
      return;
    }
    Answers.line(ctx, 200, "syncing a service every " + ms + " milliseconds");
  }
}
