package io.github.ecstasktracker.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps failures to a status and one line for the client. Details are logged once under the number
 * in that line.
 */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private final AtomicLong numbers = new AtomicLong();

  void addTo(JavalinConfig config) {
    config.routes.exception(HttpResponseException.class, Failures::refused);
    config.routes.exception(Exception.class, this::failed);
    config.router.javaLangErrorHandler(
        (response, error) -> {
          response.setStatus(HttpStatus.INTERNAL_SERVER_ERROR.getCode());
          log("request", error);
        });
  }

  /** Javalin's own errors: unknown route, wrong method. */
  private static void refused(HttpResponseException refusal, Context ctx) {
    String methods = refusal.getDetails().get("availableMethods");
    if (methods != null) {
      ctx.header("Allow", methods);
    }
    HttpStatus status = HttpStatus.forStatus(refusal.getStatus());
    Answers.line(ctx, refusal.getStatus(), status.getMessage());
  }

  private void failed(Exception failure, Context ctx) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      Answers.line(ctx, 503, "stopping");
      return;
    }
    long number = log(ctx.method() + " " + ctx.endpoint().path, failure);
    Answers.line(ctx, 500, "internal error " + number + "; see the log");
  }

  private long log(String what, Throwable failure) {
    long number = numbers.incrementAndGet();
    LOG.atError()
        .addKeyValue("error", number)
        .addKeyValue("request", what)
        .setCause(failure)
        .log("request failed");
    return number;
  }
}
