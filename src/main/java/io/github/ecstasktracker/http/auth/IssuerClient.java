package io.github.ecstasktracker.http.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWKSet;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.trigger.BoundedJson;
import io.github.ecstasktracker.trigger.BoundedJson.Document;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads an issuer's keys, using its discovery document (OpenID Connect Discovery 1.0, section 4) or
 * the configured URL.
 *
 * <ul>
 *   <li>Contacts only the configured issuer and the URL in its discovery document; a token cannot
 *       influence that.
 *   <li>Uses https, or http on this machine; follows no redirects.
 *   <li>Every response is bounded in size, and in time up to its last byte.
 * </ul>
 */
public final class IssuerClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(4);

  /** Even large issuers' documents have only some kilobytes. */
  private static final int ANSWER_MAX = 256 * 1024;

  private final TrustedIssuer trusted;
  private final Duration deadline;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public IssuerClient(TrustedIssuer trusted) {
    this(trusted, ANSWER);
  }

  IssuerClient(TrustedIssuer trusted, Duration deadline) {
    this.trusted = trusted;
    this.deadline = deadline;
  }

  /** Reads the current keys, at least one, or returns why they cannot be read. */
  Result<JWKSet> keys() throws InterruptedException {
    return switch (place()) {
      case Result.Ok<URI>(URI uri) ->
          switch (document(uri)) {
            case Result.Ok<Document.Read>(Document.Read read) -> IssuerKeys.of(read.text());
            case Result.Failed<Document.Read>(String reason, boolean _) ->
                new Result.Failed<>(reason, false);
          };
      case Result.Failed<URI>(String reason, boolean _) -> new Result.Failed<>(reason, false);
    };
  }

  /** For diagnosis: the number of keys, or why there are none. */
  public Result<Integer> fetch() throws InterruptedException {
    return keys().map(JWKSet::size);
  }

  private Result<URI> place() throws InterruptedException {
    if (trusted.keys().isPresent()) {
      return new Result.Ok<>(trusted.keys().get());
    }
    // Section 4.1: a trailing slash of the issuer is removed before the path is appended.
    String base = trusted.issuer().toString().replaceFirst("/$", "");
    return switch (document(URI.create(base + "/.well-known/openid-configuration"))) {
      case Result.Ok<Document.Read>(Document.Read read) -> place(read.root());
      case Result.Failed<Document.Read>(String reason, boolean _) ->
          new Result.Failed<>(reason, false);
    };
  }

  private Result<URI> place(JsonNode discovery) {
    // Section 4.3: the document of another issuer must not be used.
    if (!trusted.issuer().toString().equals(discovery.path("issuer").asText())) {
      return new Result.Failed<>("the discovery document belongs to another issuer", false);
    }
    try {
      URI uri = new URI(discovery.path("jwks_uri").asText());
      return TrustedIssuer.trustworthy(uri)
          ? new Result.Ok<>(uri)
          : new Result.Failed<>("the discovery document's jwks_uri is not https", false);
    } catch (URISyntaxException _) {
      return new Result.Failed<>("the discovery document's jwks_uri is not a URL", false);
    }
  }

  private Result<Document.Read> document(URI uri) throws InterruptedException {
    CompletableFuture<HttpResponse<String>> asked =
        http.sendAsync(
            HttpRequest.newBuilder(uri)
                .timeout(deadline)
                .header("Accept", "application/json")
                .build(),
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), ANSWER_MAX));
    try {
      // The request's own timeout only covers the headers: a body might arrive slowly forever.
      HttpResponse<String> answer = asked.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() != 200) {
        return new Result.Failed<>(uri + " answers " + answer.statusCode(), false);
      }
      return switch (BoundedJson.read(answer.body().getBytes(StandardCharsets.UTF_8))) {
        case Document.Read read -> new Result.Ok<>(read);
        case Document.Refused(String reason) -> new Result.Failed<>(uri + ": " + reason, false);
      };
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException trouble) {
        return new Result.Failed<>(uri + ": " + trouble, false);
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException _) {
      return new Result.Failed<>(uri + ": no complete response within " + deadline, false);
    } finally {
      asked.cancel(/* mayInterruptIfRunning= */ true);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
