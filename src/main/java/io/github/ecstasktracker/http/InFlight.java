package io.github.ecstasktracker.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.concurrent.Semaphore;

/**
 * Limits concurrent requests of one kind, so that slow requests do not block probes and scrapes.
 * Excess requests are rejected with a request to retry; they never wait.
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
    Answers.line(ctx, 503, "too many concurrent requests of this kind");
  }
}
