package io.github.ecstasktracker.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.ecstasktracker.agent.report.HostBeats;
import io.github.ecstasktracker.agent.report.HostBeats.BeatAnswer;
import io.github.ecstasktracker.model.MonotonicClock;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.function.Function;

/**
 * {@code /host_service}: heartbeats in the old host service's protocol. Only the leader accepts
 * them, like all reports of hosts.
 */
final class HostServiceRoutes {
  private final HostBeats beats;
  private final Access access;
  private final LeaderOnly leaderOnly;
  private final HttpLimits limits;
  private final MonotonicClock clock;

  HostServiceRoutes(
      HostBeats beats,
      Access access,
      LeaderOnly leaderOnly,
      HttpLimits limits,
      MonotonicClock clock) {
    this.beats = beats;
    this.access = access;
    this.leaderOnly = leaderOnly;
    this.limits = limits;
    this.clock = clock;
  }

  private record Welcome(@JsonProperty("AuthToken") String token) {}

  void addTo(Router router) {
    InFlight inFlight = new InFlight(limits.events());
    post(router, inFlight, "/host_service/auth", beats::auth);
    post(router, inFlight, "/host_service/heartbeat", beats::beat);
  }

  private void post(
      Router router, InFlight inFlight, String path, Function<byte[], BeatAnswer> report) {
    router.post(
        path,
        access.guard(
            RouteGroup.REPORT, leaderOnly.guard(inFlight.bound(ctx -> handle(ctx, report)))));
  }

  private void handle(Context ctx, Function<byte[], BeatAnswer> report) throws IOException {
    RequestBody.read(ctx, HostBeats.BODY_MAX, limits.bodyTime(), clock)
        .ifPresent(body -> answer(ctx, report.apply(body)));
  }

  private static void answer(Context ctx, BeatAnswer answer) {
    switch (answer) {
      case BeatAnswer.Welcome(String token) -> Answers.json(ctx, 200, new Welcome(token));
      case BeatAnswer.Taken _ -> ctx.status(200).contentType("application/json").result("{}");
      case BeatAnswer.Refused(String line) -> Answers.line(ctx, 400, line);
      case BeatAnswer.Stranger _ -> Answers.line(ctx, 401, "not the token of this host");
    }
  }
}
