package io.github.ecstasktracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
  private static final Duration TIME = Duration.ofSeconds(10);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  @Test
  void withinTheLimits_isReadWhole() throws IOException {
    RequestBody body = read(new ByteArrayInputStream(new byte[20_000]), -1, 20_000);
    assertThat(body.outcome()).isEqualTo(RequestBody.Outcome.COMPLETE);
    assertThat(body.bytes()).hasSize(20_000);
  }

  @Test
  void announcedTooLarge_isNotRead() throws IOException {
    InputStream unread =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read");
          }
        };
    assertThat(read(unread, 11, 10).outcome()).isEqualTo(RequestBody.Outcome.TOO_LARGE);
  }

  @Test
  void endless_isReadToTheLimitOnly() throws IOException {
    AtomicLong given = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            given.incrementAndGet();
            return 'a';
          }
        };
    assertThat(read(endless, -1, 100_000).outcome()).isEqualTo(RequestBody.Outcome.TOO_LARGE);
    assertThat(given.get()).isLessThanOrEqualTo(100_000 + 8192);
  }

  @Test
  void dripping_isGivenUpAfterTheTime() throws IOException {
    InputStream dripping =
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            nanos.addAndGet(Duration.ofSeconds(3).toNanos());
            into[offset] = 'a';
            return 1;
          }
        };
    assertThat(read(dripping, 1000, 1000).outcome()).isEqualTo(RequestBody.Outcome.TOO_SLOW);
    assertThat(nanos.get() - (Long.MAX_VALUE - 5)).isEqualTo(Duration.ofSeconds(12).toNanos());
  }

  private RequestBody read(InputStream in, long announced, int limit) throws IOException {
    return RequestBody.read(() -> in, announced, limit, TIME, nanos::get);
  }
}
