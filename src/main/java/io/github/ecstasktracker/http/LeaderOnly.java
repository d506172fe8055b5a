package io.github.ecstasktracker.http;

import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.lease.LeaderState;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Optional;

/**
 * Routes that only the leader serves. A standby answers 503 with the leader's name, so that the
 * client can go there, and with the time after which it may have become the leader itself.
 *
 * <p>{@code /leaderz} shows whether this process leads, for a load balancer in front of all
 * replicas. A dry run never leads, but serves all routes, because it writes nothing.
 */
final class LeaderOnly {
  /** Roughly the duration of a graceful takeover. */
  private static final String RETRY_AFTER_SECONDS = "3";

  private final ControllerStatus status;

  LeaderOnly(ControllerStatus status) {
    this.status = status;
  }

  void addTo(Router router) {
    router.get("/leaderz", this::leaderz);
  }

  /** Wraps a handler so that it runs only on the leader and in a dry run. */
  Handler guard(Handler handler) {
    return ctx -> {
      if (!status.dryRun() && status.standing() instanceof LeaderState.Standby(var leader)) {
        refuse(ctx, leader);
      } else {
        handler.handle(ctx);
      }
    };
  }

  private void leaderz(Context ctx) {
    if (status.dryRun()) {
      Answers.line(ctx, 503, "a dry run does not lead");
      return;
    }
    switch (status.standing()) {
      case LeaderState.Leader _ -> Answers.text(ctx, 200, "leader");
      case LeaderState.Standby(var leader) -> refuse(ctx, leader);
    }
  }

  private static void refuse(Context ctx, Optional<String> leader) {
    ctx.header("Retry-After", RETRY_AFTER_SECONDS);
    Answers.line(
        ctx,
        503,
        leader.map(name -> "standby: the leader is " + name).orElse("standby: no leader is known"));
  }
}
