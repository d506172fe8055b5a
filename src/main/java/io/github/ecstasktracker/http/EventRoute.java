package io.github.ecstasktracker.http;

import io.github.ecstasktracker.model.MonotonicClock;
import io.javalin.http.Context;
import java.io.IOException;

/** {@code POST /event}: reads the body within its limits and hands it on. */
final class EventRoute {
  private final EventIntake intake;
  private final LeaderOnly leaderOnly;
  private final HttpLimits limits;
  private final MonotonicClock clock;

  EventRoute(EventIntake intake, LeaderOnly leaderOnly, HttpLimits limits, MonotonicClock clock) {
    this.intake = intake;
    this.leaderOnly = leaderOnly;
    this.limits = limits;
    this.clock = clock;
  }

  void addTo(Router router) {
    router.post("/event", leaderOnly.guard(new InFlight(limits.events()).bound(this::event)));
  }

  private void event(Context ctx) throws IOException {
    RequestBody.read(ctx, limits.bodyBytes(), limits.bodyTime(), clock)
        .ifPresent(body -> answer(ctx, intake.handle(ctx.headerMap(), body)));
  }

  private static void answer(Context ctx, EventAnswer answer) {
    answer
        .retryAfterSeconds()
        .ifPresent(seconds -> ctx.header("Retry-After", Integer.toString(seconds)));
    Answers.line(ctx, answer.status(), answer.line());
  }
}
