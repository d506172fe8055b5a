package io.github.ecstasktracker.http;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.trigger.Delivery;
import io.github.ecstasktracker.trigger.EventHandler;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;

/** {@code POST /event}: reads the body within its limits and passes it on. */
final class EventRoute {
  private final EventHandler events;
  private final LeaderOnly leaderOnly;
  private final HttpLimits limits;
  private final MonotonicClock clock;

  EventRoute(EventHandler events, LeaderOnly leaderOnly, HttpLimits limits, MonotonicClock clock) {
    this.events = events;
    this.leaderOnly = leaderOnly;
    this.limits = limits;
    this.clock = clock;
  }

  void addTo(Router router) {
    router.post("/event", leaderOnly.guard(new InFlight(limits.events()).bound(this::event)));
  }

  private void event(Context ctx) throws IOException {
    RequestBody.read(ctx, limits.bodyBytes(), limits.bodyTime(), clock)
        .ifPresent(body -> answer(ctx, events.handle(ctx.headerMap(), body)));
  }

  private static void answer(Context ctx, Delivery delivery) {
    switch (delivery) {
      case Delivery.Accepted _, Delivery.Done _ -> Answers.line(ctx, 200, "ok");
      case Delivery.BadRequest(String line) -> Answers.line(ctx, 400, line);
      case Delivery.Forbidden(String line) -> Answers.line(ctx, 403, line);
      case Delivery.TooLarge(int limit) ->
          Answers.line(ctx, 413, "larger than " + limit + " bytes");
      case Delivery.Unavailable(String line, Duration retryAfter) -> {
        ctx.header("Retry-After", Long.toString(retryAfter.toSeconds()));
        Answers.line(ctx, 503, line);
      }
    }
  }
}
