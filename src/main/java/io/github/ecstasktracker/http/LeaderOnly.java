package io.github.ecstasktracker.http;

import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.lease.Standing;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Optional;

/**
 * What the leader alone does. A standby refuses with 503 and the leader's name, so that whoever
 * asked can go there, and with the time after which it may have become the leader itself.
 *
 * <p>{@code /leaderz} says which of the two this process is, for a balancer in front of all. A dry
 * run never leads, but nobody needs to be refused by it either: it writes nothing.
 */
final class LeaderOnly {
  /** About a graceful takeover. */
  private static final String RETRY_AFTER_SECONDS = "3";

  private final ControllerStatus status;

  LeaderOnly(ControllerStatus status) {
    this.status = status;
  }

  void addTo(Router router) {
    router.get("/leaderz", this::leaderz);
  }

  /** The handler, on the leader and in a dry run. */
  Handler guard(Handler handler) {
    return ctx -> {
      if (!status.dryRun() && status.standing() instanceof Standing.Standby(var leader)) {
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
      case Standing.Leader _ -> Answers.text(ctx, 200, "leader");
      case Standing.Standby(var leader) -> refuse(ctx, leader);
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
