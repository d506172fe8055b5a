package io.github.ecstasktracker.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.concurrent.Semaphore;

/**
 * Bounds how many requests of one kind are in work, so that slow ones leave threads for probes and
 * scrapes. One too many is told to come back; it never waits.
 */
final class InFlight {
  private final Semaphore places;

  InFlight(int places) {
    this.places = new Semaphore(places);
  }

  Handler bound(Handler handler) {
    return ctx -> {
      if (!places.tryAcquire()) {
        tooMany(ctx);
        return;
      }
      try {
        handler.handle(ctx);
      } finally {
        places.release();
      }
    };
  }

  private static void tooMany(Context ctx) {
    ctx.header("Retry-After", "1");
    Answers.line(ctx, 503, "too many requests of this kind in work");
  }
}
