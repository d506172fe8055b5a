package io.github.ecstasktracker.agent.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.agent.AgentRow;
import io.github.ecstasktracker.model.Result;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what runs on this host from the ECS agent's introspection API
 * (docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-introspection.html).
 *
 * <p>An agent that has just started answers before it is registered and knows no tasks then; that
 * is not taken for an empty host.
 */
final class Introspection {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final LocalHttp http;
  private final URI base;

  Introspection(LocalHttp http, URI base) {
    this.http = http;
    this.base = base;
  }

  /** A row for each container, without the time. */
  Result<List<AgentRow>> read(HostFacts host) throws InterruptedException {
    try {
      JsonNode agent = MAPPER.readTree(http.get(base.resolve("/v1/metadata")));
      if (agent.path("ContainerInstanceArn").asText("").isEmpty()) {
        return new Result.Failed<>("ECS agent is not registered yet", false);
      }
      JsonNode tasks = MAPPER.readTree(http.get(base.resolve("/v1/tasks"))).path("Tasks");
      if (!tasks.isArray()) {
        return new Result.Failed<>("ECS agent returned no tasks", false);
      }
      List<AgentRow> rows = new ArrayList<>();
      tasks.forEach(task -> rows.addAll(ContainerRows.of(task, agent, host)));
      return new Result.Ok<>(List.copyOf(rows));
    } catch (JsonProcessingException _) {
      return new Result.Failed<>("ECS agent did not return JSON", false);
    } catch (IOException e) {
      return new Result.Failed<>("the ECS agent: " + e, false);
    }
  }
}
