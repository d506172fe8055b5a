package io.github.ecstasktracker.agent.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.agent.AgentRow;
import io.github.ecstasktracker.trigger.BoundedJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses the bodies of reports.
 *
 * <ul>
 *   <li>Pure, and never throws for its input.
 *   <li>Accepts what ECS ID Mapper's agent sends, as a whole or not at all.
 *   <li>The size, the number of rows and the length of every text are bounded.
 * </ul>
 */
public final class ReportReader {
  /**
   * About as many rows as fit in the largest body. ECS runs at most some hundred tasks on a host.
   */
  static final int MAX_ROWS = 2_000;

  private static final int MAX_TEXT = 300;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}(\\.[0-9]{1,9})?");

  private ReportReader() {}

  /** A host's map: everything that runs on it. */
  public sealed interface HostMap {
    /** Its rows, at least one, all of one host. */
    record Rows(List<AgentRow> rows) implements HostMap {
      public Rows {
        rows = List.copyOf(rows);
      }
    }

    /** Nothing runs on the sender's host: an empty map does not name its host. */
    record Empty() implements HostMap {}

    /** Why the input was invalid; the reason does not quote it. */
    record Refused(String reason) implements HostMap {}
  }

  /** One change, by the key of its row. */
  public record HostEvent(String key) {}

  /** Parses the body of {@code POST /report/map}. */
  public static HostMap map(byte[] body) {
    return switch (BoundedJson.read(body)) {
      case BoundedJson.Document.Refused(String reason) -> new HostMap.Refused(reason);
      case BoundedJson.Document.Read(String _, JsonNode root) -> map(root);
    };
  }

  /** Parses the body of {@code POST /report/event}; empty if it is invalid. */
  public static Optional<HostEvent> event(byte[] body) {
    if (!(BoundedJson.read(body) instanceof BoundedJson.Document.Read(String _, JsonNode event))) {
      return Optional.empty();
    }
    String what = event.path("event").asText();
    String key = event.path("event_id").asText();
    boolean well =
        KEY.matcher(key).matches()
            && (what.equals("added") || what.equals("removed"))
            && seconds(event.path("timestamp")).isPresent();
    return well ? Optional.of(new HostEvent(key)) : Optional.empty();
  }

  private static HostMap map(JsonNode root) {
    if (!root.isObject()) {
      return new HostMap.Refused("no map of rows");
    }
    if (root.isEmpty()) {
      return new HostMap.Empty();
    }
    if (root.size() > MAX_ROWS) {
      return new HostMap.Refused("more than " + MAX_ROWS + " rows");
    }
    List<AgentRow> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : root.properties()) {
      Optional<AgentRow> row = row(each.getValue()).filter(read -> read.isKey(each.getKey()));
      if (row.isEmpty()) {
        return new HostMap.Refused("a row that is none, or whose key is not its own");
      }
      rows.add(row.get());
    }
    if (rows.stream().map(AgentRow::instanceId).distinct().count() > 1) {
      return new HostMap.Refused("rows of several hosts");
    }
    return new HostMap.Rows(rows);
  }

  private static Optional<AgentRow> row(JsonNode node) {
    Optional<BigDecimal> sampled = seconds(node.path("sample_time"));
    if (!node.isObject() || sampled.isEmpty() || !texts(node)) {
      return Optional.empty();
    }
    AgentRow row =
        new AgentRow(
            text(node, "container_id"),
            text(node, "container_name"),
            text(node, "container_port"),
            text(node, "task_id"),
            text(node, "task_name"),
            text(node, "task_version"),
            text(node, "instance_port"),
            text(node, "instance_ip"),
            text(node, "instance_id"),
            text(node, "instance_type"),
            text(node, "instance_az"),
            text(node, "desired_status"),
            text(node, "known_status"),
            text(node, "host_name"),
            text(node, "cluster_name"),
            text(node, "ecs_agent_version"),
            sampled.get());
    boolean named =
        NAME.matcher(row.containerId()).matches()
            && NAME.matcher(row.shortTaskId()).matches()
            && NAME.matcher(row.cluster()).matches()
            && NAME.matcher(row.instanceId()).matches();
    return named ? Optional.of(row) : Optional.empty();
  }

  /** Every field except the time is a short text; missing fields count as empty. */
  private static boolean texts(JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      JsonNode value = field.getValue();
      boolean text =
          value.isNull()
              || (value.isTextual()
                  && value.textValue().length() <= MAX_TEXT
                  && !UNPRINTABLE.matcher(value.textValue()).find());
      if (!text && !field.getKey().equals("sample_time")) {
        return false;
      }
    }
    return true;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() ? value.textValue() : "";
  }

  /** Reads a number, or a text that contains one. */
  private static Optional<BigDecimal> seconds(JsonNode node) {
    boolean number = node.isNumber() && Double.isFinite(node.doubleValue());
    String text = number ? new BigDecimal(node.asText()).toPlainString() : node.asText();
    return SECONDS.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }
}
