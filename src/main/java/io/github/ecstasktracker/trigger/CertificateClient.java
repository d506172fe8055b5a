package io.github.ecstasktracker.trigger;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.ecstasktracker.model.MonotonicClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/**
 * Fetches signing certificates for the official verifier.
 *
 * <ul>
 *   <li>Bounded in number, size and time: somebody who knows a topic's ARN can make us ask SNS for
 *       certificates that do not exist, but only so often.
 *   <li>Goes to the operator's own SNS endpoint where there is one.
 *   <li>Distinguishes a certificate that cannot be fetched now ({@link Unavailable}) from one that
 *       does not exist.
 *   <li>Follows no redirect.
 * </ul>
 */
public final class CertificateClient implements SdkHttpClient {
  /** SNS's certificates have 2 KB. */
  private static final int MAX_BYTES = 64 * 1024;

  /** SNS itself waits 15 s for our answer. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(2);

  /** SNS changes its certificate about once a year, and the verifier keeps those it has seen. */
  private static final int BURST = 10;

  private static final Duration REFILL = Duration.ofSeconds(10);

  private final SdkHttpClient http;
  private final Optional<URI> endpoint;
  private final MonotonicClock clock;
  private final Bucket allowance;

  /**
   * Wraps the client that does the work, which stays the caller's to close.
   *
   * @param http with socket timeouts, and without redirects
   * @param endpoint the operator's {@code AWS_ENDPOINT_URL_SNS}
   */
  public CertificateClient(SdkHttpClient http, Optional<URI> endpoint, MonotonicClock clock) {
    this.http = http;
    this.endpoint = endpoint;
    this.clock = clock;
    this.allowance =
        Bucket.builder()
            .addLimit(limit -> limit.capacity(BURST).refillGreedy(1, REFILL))
            .withCustomTimePrecision(new Meter(clock, clock.nanos()))
            .build();
  }

  /** A client fit for {@link #CertificateClient}; the caller closes it. */
  public static SdkHttpClient newHttpClient() {
    return Apache5HttpClient.builder()
        .connectionTimeout(SOCKET_TIMEOUT)
        .connectionAcquisitionTimeout(SOCKET_TIMEOUT)
        .socketTimeout(SOCKET_TIMEOUT)
        .maxConnections(2)
        .build();
  }

  /** Nothing is known of the certificate: the sender should try again. */
  static final class Unavailable extends IOException {
    private static final long serialVersionUID = 1L;

    Unavailable(String message) {
      super(message);
    }

    Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    HttpExecuteRequest sent =
        HttpExecuteRequest.builder().request(redirected(request.httpRequest())).build();
    ExecutableHttpRequest prepared = http.prepareRequest(sent);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return fetch(prepared);
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  @Override
  public void close() {}

  @Override
  public String clientName() {
    return "SigningCertificates";
  }

  private SdkHttpRequest redirected(SdkHttpRequest request) {
    if (endpoint.isEmpty()) {
      return request;
    }
    URI base = endpoint.get();
    String path = base.getRawPath() == null ? "" : base.getRawPath().replaceFirst("/+$", "");
    return request.toBuilder()
        .protocol(base.getScheme())
        .host(base.getHost())
        .port(base.getPort() < 0 ? null : base.getPort())
        .encodedPath(path + request.encodedPath())
        .build();
  }

  private HttpExecuteResponse fetch(ExecutableHttpRequest prepared) throws IOException {
    if (!allowance.tryConsume(1)) {
      throw new Unavailable("too many signing certificates asked for");
    }
    long begun = clock.nanos();
    try {
      HttpExecuteResponse response = prepared.call();
      AbortableInputStream body =
          response.responseBody().orElseGet(AbortableInputStream::createEmpty);
      SdkHttpResponse head = response.httpResponse();
      int status = head.statusCode();
      if (status == 408 || status == 429 || status >= 500) {
        body.abort();
        throw new Unavailable("the certificate's host answered " + status);
      }
      if (!head.isSuccessful()) {
        body.abort();
        return HttpExecuteResponse.builder().response(head).build();
      }
      return HttpExecuteResponse.builder()
          .response(head)
          .responseBody(AbortableInputStream.create(new ByteArrayInputStream(read(body, begun))))
          .build();
    } catch (TooLarge | Unavailable e) {
      throw e;
    } catch (IOException | SdkException e) {
      throw new Unavailable("the certificate's host did not answer", e);
    }
  }

  private byte[] read(AbortableInputStream body, long begun) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    boolean whole = false;
    try (InputStream in = body) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
        if (bytes.size() > MAX_BYTES) {
          throw new TooLarge();
        }
        if (clock.nanos() - begun > DEADLINE.toNanos()) {
          throw new Unavailable("the certificate came too slowly");
        }
      }
      whole = true;
    } finally {
      if (!whole) {
        body.abort();
      }
    }
    return bytes.toByteArray();
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("no certificate is larger than " + MAX_BYTES + " bytes");
    }
  }

  /**
   * Bucket4j's view of the injected clock. Counted from an origin, because Bucket4j compares
   * readings by size, which a monotonic clock does not allow.
   */
  private record Meter(MonotonicClock clock, long origin) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return clock.nanos() - origin;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
