package io.github.ecstasktracker.http;

import io.github.ecstasktracker.model.MonotonicClock;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** Reads a request's body with a size limit and a time limit. */
final class RequestBody {
  enum Outcome {
    COMPLETE,
    TOO_LARGE,
    TOO_SLOW
  }

  private static final int CHUNK = 8192;

  /** Opening the stream tells a sender that waits for it (Expect: 100-continue) to continue. */
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

  /** The complete body, or nothing. */
  byte[] bytes() {
    return bytes;
  }

  /** The whole body of a request; empty if it exceeded a limit, which has been answered. */
  static Optional<byte[]> read(Context ctx, int limit, Duration time, MonotonicClock clock)
      throws IOException {
    RequestBody body =
        read(ctx.req()::getInputStream, ctx.req().getContentLengthLong(), limit, time, clock);
    if (body.outcome() == Outcome.COMPLETE) {
      return Optional.of(body.bytes());
    }
    // The rest is not worth reading.
    ctx.header("Connection", "close");
    if (body.outcome() == Outcome.TOO_LARGE) {
      Answers.line(ctx, 413, "body larger than " + limit + " bytes");
    } else {
      Answers.line(ctx, 408, "body not received within " + time.toSeconds() + " s");
    }
    return Optional.empty();
  }

  /**
   * Reads to the end or to the first limit. Each read ends by the connection's idle timeout at the
   * latest, and the time limit is checked between reads, so slow senders cannot extend it.
   *
   * @param announced the Content-Length, or negative if there is none
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
