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
    RequestBody body =
        RequestBody.read(
            ctx.req().getInputStream(),
            ctx.req().getContentLengthLong(),
            limits.bodyBytes(),
            limits.bodyTime(),
            clock);
    switch (body.outcome()) {
      case TOO_LARGE -> {
        // What is left unread is not worth reading.
        ctx.header("Connection", "close");
        Answers.line(ctx, 413, "body larger than " + limits.bodyBytes() + " bytes");
      }
      case TOO_SLOW -> {
        ctx.header("Connection", "close");
        Answers.line(ctx, 408, "body not there within " + limits.bodyTime().toSeconds() + " s");
      }
      case COMPLETE -> {
        EventAnswer answer = intake.handle(ctx.headerMap(), body.bytes());
        answer
            .retryAfterSeconds()
            .ifPresent(seconds -> ctx.header("Retry-After", Integer.toString(seconds)));
        Answers.line(ctx, answer.status(), answer.line());
      }
    }
  }
}
