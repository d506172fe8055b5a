package io.github.ecstasktracker.agent.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.agent.AgentRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Builds rows from the ECS agent's response. Pure. */
final class ContainerRows {
  private static final String RUNNING = "RUNNING";
  private static final String TASK = ":task/";

  /** Prefers IPv4 if a port has two bindings; TCP before UDP. */
  private static final Comparator<JsonNode> BEST =
      Comparator.comparing((JsonNode port) -> port.path("HostIp").asText("").contains(":"))
          .thenComparing(port -> !port.path("Protocol").asText("tcp").equals("tcp"));

  private ContainerRows() {}

  /** The rows of a task whose containers were created. */
  static List<AgentRow> of(JsonNode task, JsonNode agent, HostFacts host) {
    String arn = task.path("Arn").asText("");
    String known = task.path("KnownStatus").asText("");
    // Omitted once the task has reached its desired status or a later one.
    String desired = task.path("DesiredStatus").asText("");
    List<AgentRow> rows = new ArrayList<>();
    for (JsonNode container : task.path("Containers")) {
      String id = container.path("DockerId").asText("");
      if (id.isEmpty() || arn.isEmpty()) {
        continue;
      }
      JsonNode port = known.equals(RUNNING) ? port(container) : null;
      rows.add(
          new AgentRow(
              id,
              container.path("Name").asText(""),
              number(port, "ContainerPort"),
              arn.substring(arn.indexOf(TASK) < 0 ? 0 : arn.indexOf(TASK) + TASK.length()),
              task.path("Family").asText(""),
              task.path("Version").asText(""),
              number(port, "HostPort"),
              host.address(),
              host.instanceId(),
              host.instanceType(),
              host.zone(),
              desired.isEmpty() ? known : desired,
              known,
              host.name(),
              agent.path("Cluster").asText(""),
              version(agent.path("Version").asText("")),
              BigDecimal.ZERO));
    }
    return rows;
  }

  private static @Nullable JsonNode port(JsonNode container) {
    return StreamSupport.stream(container.path("Ports").spliterator(), false)
        .filter(port -> port.path("HostPort").asInt() > 0)
        .min(BEST)
        .orElse(null);
  }

  private static String number(@Nullable JsonNode port, String field) {
    int number = port == null ? 0 : port.path(field).asInt();
    return number > 0 ? String.valueOf(number) : AgentRow.NO_PORT;
  }

  /** {@code Amazon ECS Agent - v1.91.0 (1a2b3c)} is {@code 1.91.0}, as ECS says it. */
  private static String version(String text) {
    int begin = text.lastIndexOf(" v");
    int end = text.indexOf(' ', begin + 1);
    return begin < 0 ? text : text.substring(begin + 2, end < 0 ? text.length() : end);
  }
}
