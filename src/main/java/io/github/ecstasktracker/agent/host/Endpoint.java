package io.github.ecstasktracker.agent.host;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.agent.AgentRow;
import io.github.ecstasktracker.model.Result;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * HTTP client for the controller. Follows no redirects, since the token is only meant for that
 * address; responses are bounded in time and their bodies are not read.
 */
final class Endpoint implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  /** Result of sending a report. */
  sealed interface Delivery {
    /** The report was delivered. */
    record Arrived() implements Delivery {}

    /**
     * The report may or may not have been delivered.
     *
     * @param retryAfter delay requested by the controller
     */
    record Failed(String reason, Optional<Duration> retryAfter) implements Delivery {}
  }

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI map;
  private final Optional<Supplier<Result<String>>> token;

  /**
   * Creates it.
   *
   * @param token read for each report, since a secret may be rotated
   */
  Endpoint(URI base, Optional<Supplier<Result<String>>> token) {
    this.map = base.resolve("/report/map");
    this.token = token;
  }

  /** Reports everything on a host. */
  Delivery report(String instanceId, List<AgentRow> rows) throws InterruptedException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(map)
              .timeout(ANSWER)
              .header("Content-Type", "application/json")
              .header("Accept", "text/plain")
              .header("X-Instance-Id", instanceId)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body(rows)));
      if (token.isPresent()) {
        switch (token.get().get()) {
          case Result.Ok<String>(String secret) ->
              request.header("Authorization", "Bearer " + secret);
          case Result.Failed<String>(String reason, boolean _) -> {
            return new Delivery.Failed("token file " + reason, Optional.empty());
          }
        }
      }
      HttpResponse<Void> answer = http.send(request.build(), BodyHandlers.discarding());
      return answer.statusCode() / 100 == 2
          ? new Delivery.Arrived()
          : new Delivery.Failed(map + " answers " + answer.statusCode(), retryAfter(answer));
    } catch (IOException e) {
      return new Delivery.Failed(map + ": " + e, Optional.empty());
    } catch (IllegalArgumentException _) {
      // The value is not a valid header, and must not be shown.
      return new Delivery.Failed("the token is not a valid bearer token", Optional.empty());
    }
  }

  static byte[] body(List<AgentRow> rows) throws JsonProcessingException {
    Map<String, AgentRow> byKey = new LinkedHashMap<>();
    rows.forEach(row -> byKey.put(row.key(), row));
    return MAPPER.writeValueAsBytes(byKey);
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,3}"))
        .map(text -> Duration.ofSeconds(Integer.parseInt(text)));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
