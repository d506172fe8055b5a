package io.github.ecstasktracker.http;

import io.github.ecstasktracker.model.MonotonicClock;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** A request's body, read within a size and a time. */
final class RequestBody {
  enum Outcome {
    COMPLETE,
    TOO_LARGE,
    TOO_SLOW
  }

  private static final int CHUNK = 8192;

  /** To open it tells a sender who waits for that (Expect: 100-continue) to go on. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  private final Outcome outcome;
  private final byte[] bytes;

  private RequestBody(Outcome outcome, byte[] bytes) {
    this.outcome = outcome;
    this.bytes = bytes;
  }

  Outcome outcome() {
    return outcome;
  }

  /** All of it where complete, else nothing. */
  byte[] bytes() {
    return bytes;
  }

  /** The whole body of a request; empty where it went over a limit, and that has been answered. */
  static Optional<byte[]> read(Context ctx, int limit, Duration time, MonotonicClock clock)
      throws IOException {
    RequestBody body =
        read(ctx.req()::getInputStream, ctx.req().getContentLengthLong(), limit, time, clock);
    if (body.outcome() == Outcome.COMPLETE) {
      return Optional.of(body.bytes());
    }
    // What is left unread is not worth reading.
    ctx.header("Connection", "close");
    if (body.outcome() == Outcome.TOO_LARGE) {
      Answers.line(ctx, 413, "body larger than " + limit + " bytes");
    } else {
      Answers.line(ctx, 408, "body not there within " + time.toSeconds() + " s");
    }
    return Optional.empty();
  }

  /**
   * Reads to the end or to the first limit. Each read ends by the connection's idle timeout at the
   * latest, and the time is looked at between reads, so that dripping bytes do not help.
   *
   * @param announced the Content-Length, or negative where there is none
   */
  static RequestBody read(
      Source source, long announced, int limit, Duration time, MonotonicClock clock)
      throws IOException {
    if (announced > limit) {
      return new RequestBody(Outcome.TOO_LARGE, new byte[0]);
    }
    InputStream in = source.open();
    long start = clock.nanos();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      body.write(chunk, 0, n);
      if (body.size() > limit) {
        return new RequestBody(Outcome.TOO_LARGE, new byte[0]);
      }
      if (clock.nanos() - start > time.toNanos()) {
        return new RequestBody(Outcome.TOO_SLOW, new byte[0]);
      }
    }
    return new RequestBody(Outcome.COMPLETE, body.toByteArray());
  }
}
