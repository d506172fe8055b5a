package io.github.ecstasktracker.app.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ECS task metadata endpoint, version 4
 * (docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html). Only a
 * display name depends on it, so it is read once with a short timeout.
 */
public final class TaskMetadata {
  private static final Logger LOG = LoggerFactory.getLogger(TaskMetadata.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final int ANSWER_MAX = 1024 * 1024;

  /** The agent's address is link-local; any other address in the variable is not used. */
  private static final Pattern LINK_LOCAL =
      Pattern.compile("http://169\\.254\\.\\d{1,3}\\.\\d{1,3}(:\\d{1,5})?/[A-Za-z0-9/_.-]+");

  private static final Pattern TASK_ARN =
      Pattern.compile("arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:task/[A-Za-z0-9_/-]{1,300}");

  private TaskMetadata() {}

  /** The URL for this task; empty if this is not an ECS task, or the address is not the agent's. */
  public static Optional<URI> endpoint(Map<String, String> env) {
    return Optional.ofNullable(env.get("ECS_CONTAINER_METADATA_URI_V4"))
        .filter(base -> LINK_LOCAL.matcher(base).matches())
        .map(base -> URI.create(base + "/task"));
  }

  /** The task's ARN; empty if the agent does not answer in time. */
  public static Optional<String> taskArn(URI endpoint) throws InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(endpoint).timeout(TIMEOUT).build(),
              BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), ANSWER_MAX));
      return answer.statusCode() == 200 ? taskArn(answer.body()) : Optional.empty();
    } catch (IOException e) {
      LOG.debug("ECS agent did not return this task's ARN", e);
      return Optional.empty();
    }
  }

  private static Optional<String> taskArn(String body) throws JsonProcessingException {
    String arn = new JsonMapper().readTree(body).path("TaskARN").asText();
    return Optional.of(arn).filter(text -> TASK_ARN.matcher(text).matches());
  }
}
