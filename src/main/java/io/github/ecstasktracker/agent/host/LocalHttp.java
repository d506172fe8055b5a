package io.github.ecstasktracker.agent.host;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * HTTP client for services on this machine. Follows no redirects and uses no proxy; responses are
 * bounded in time and size.
 */
final class LocalHttp implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(4);

  /** A task takes some kilobytes, and tasks stopped in the last three hours are still included. */
  private static final int ANSWER_MAX = 16 * 1024 * 1024;

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  /** The body of a 200 response; throws otherwise. */
  String get(URI uri, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    return ask(headers.length == 0 ? request : request.headers(headers));
  }

  String put(URI uri, String... headers) throws IOException, InterruptedException {
    return ask(
        HttpRequest.newBuilder(uri).headers(headers).PUT(HttpRequest.BodyPublishers.noBody()));
  }

  private String ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request.timeout(ANSWER).build(),
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), ANSWER_MAX));
    if (answer.statusCode() != 200) {
      throw new IOException(answer.uri() + " answers " + answer.statusCode());
    }
    return answer.body();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
