package io.github.ecstasktracker.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.http.HttpLimits;
import io.github.ecstasktracker.http.report.SyncAnswer;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.trigger.TokenFile;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * HTTP client for a running controller, which must be the leader for writes. Follows no redirects,
 * since the token is only meant for that address. Responses are bounded in time and size, since the
 * server may be anything.
 */
final class LeaderClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** The leader answers within its own time limit, even if the sync continues. */
  private static final Duration ANSWER = HttpLimits.DEFAULT.syncTime().plusSeconds(10);

  private static final int ANSWER_MAX = 64 * 1024 * 1024;
  private static final int LINE_MAX = 300;
  private static final Pattern BEARER = Pattern.compile("[\\x21-\\x7E]+");

  /** A newer leader may return additional fields; the known ones are required. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private static final TypeReference<List<SortedMap<String, String>>> ROWS =
      new TypeReference<>() {};

  private final URI leader;
  private final Optional<Path> tokenFile;

  LeaderClient(URI leader, Optional<Path> tokenFile) {
    this.leader = leader;
    this.tokenFile = tokenFile;
  }

  /** Calls {@code POST /sync} and waits for the result. */
  SyncAnswer sync(boolean force) throws InterruptedException {
    return read(send(request(force ? "/sync?force=true" : "/sync").POST(BodyPublishers.noBody())));
  }

  /** Queries any replica for a name: one row per container, none if nothing is known. */
  List<SortedMap<String, String>> query(String name) throws InterruptedException {
    HttpResponse<String> answer =
        send(request("/query?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8)).GET());
    if (answer.statusCode() == 404) {
      return List.of();
    }
    if (answer.statusCode() != 200) {
      throw refused(answer);
    }
    try {
      return MAPPER.readValue(answer.body(), ROWS);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(leader + " did not answer like ecs-task-tracker", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(leader.resolve(path))
        .timeout(ANSWER)
        .header("Accept", "application/json");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
    tokenFile.ifPresent(file -> request.header("Authorization", "Bearer " + token(file)));
    try (HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build()) {
      return http.send(
          request.build(),
          BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), ANSWER_MAX));
    } catch (IOException e) {
      throw new CommandFailure("no answer from %s: %s".formatted(leader, e), e);
    }
  }

  private SyncAnswer read(HttpResponse<String> answer) {
    boolean json =
        answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
    if (json && (answer.statusCode() == 200 || answer.statusCode() == 500)) {
      try {
        SyncAnswer read = MAPPER.readValue(answer.body(), SyncAnswer.class);
        if (read.schema().equals(SyncAnswer.SCHEMA)) {
          return read;
        }
      } catch (JsonProcessingException e) {
        throw new CommandFailure(leader + " did not answer like ecs-task-tracker", e);
      }
    }
    throw refused(answer);
  }

  private CommandFailure refused(HttpResponse<String> answer) {
    return new CommandFailure(
        "%s answers %d: %s".formatted(leader, answer.statusCode(), line(answer.body())));
  }

  private static String token(Path file) {
    return switch (TokenFile.text(file)) {
      case Result.Ok<String>(String token) when BEARER.matcher(token).matches() -> token;
      case Result.Ok<String> _ ->
          throw new CommandFailure("token file " + file + ": is not a bearer token");
      case Result.Failed<String>(String reason, _) ->
          throw new CommandFailure("token file " + reason);
    };
  }

  private static String line(String body) {
    String line = body.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LINE_MAX ? line : line.substring(0, LINE_MAX) + "...";
  }
}
