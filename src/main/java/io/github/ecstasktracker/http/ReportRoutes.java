package io.github.ecstasktracker.http;

import io.github.ecstasktracker.agent.report.AgentReports;
import io.github.ecstasktracker.agent.report.AgentReports.Sender;
import io.github.ecstasktracker.agent.report.ReportAnswer;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.trigger.BoundedJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code /report}: agents' reports of their hosts in the format of ECS ID Mapper's agent. Only the
 * leader accepts them, since only it acts on them.
 */
final class ReportRoutes {
  /** Header in which our agent names its host, so that its map may be empty. */
  static final String INSTANCE = "X-Instance-Id";

  private final AgentReports reports;
  private final Access access;
  private final LeaderOnly leaderOnly;
  private final HttpLimits limits;
  private final MonotonicClock clock;

  ReportRoutes(
      AgentReports reports,
      Access access,
      LeaderOnly leaderOnly,
      HttpLimits limits,
      MonotonicClock clock) {
    this.reports = reports;
    this.access = access;
    this.leaderOnly = leaderOnly;
    this.limits = limits;
    this.clock = clock;
  }

  private interface Report {
    ReportAnswer of(byte[] body, Context ctx);
  }

  void addTo(Router router) {
    InFlight inFlight = new InFlight(limits.events());
    post(router, inFlight, "/report/map", (body, ctx) -> reports.map(body, sender(ctx)));
    post(router, inFlight, "/report/event", (body, ctx) -> reports.event(body));
  }

  /** Access is checked before anything else is revealed. */
  private void post(Router router, InFlight inFlight, String path, Report report) {
    router.post(
        path,
        access.guard(
            RouteGroup.REPORT, leaderOnly.guard(inFlight.bound(ctx -> handle(ctx, report)))));
  }

  private void handle(Context ctx, Report report) throws IOException {
    if (!json(ctx)) {
      // The old server's status, instead of 415.
      Answers.line(ctx, 400, "must be application/json");
      return;
    }
    RequestBody.read(ctx, BoundedJson.MAX_BYTES, limits.bodyTime(), clock)
        .ifPresent(body -> answer(ctx, report.of(body, ctx)));
  }

  private static void answer(Context ctx, ReportAnswer answer) {
    switch (answer) {
      case ReportAnswer.Taken _ -> Answers.flask(ctx, 200, "true");
      case ReportAnswer.Refused(String line) -> Answers.line(ctx, 400, line);
      case ReportAnswer.Unavailable _ -> {
        ctx.header("Retry-After", "1");
        Answers.line(ctx, 503, "not now: try again");
      }
    }
  }

  private static Sender sender(Context ctx) {
    return new Sender(
        ctx.req().getRemoteAddr(),
        Optional.ofNullable(ctx.header(INSTANCE))
            .filter(name -> name.matches("[A-Za-z0-9_-]{1,255}")));
  }

  private static boolean json(Context ctx) {
    String type = ctx.contentType();
    return type != null
        && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
  }
}
