package io.github.ecstasktracker.agent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The bodies of ECS ID Mapper's agent, byte for byte as its {@code json.dumps} wrote them. */
public final class OldAgent {
  private final List<Map<String, String>> rows = new ArrayList<>();
  private String instance = "i-0abc";
  private String sampleTime = "1456789012.35";
  private String cluster = "prod";

  public OldAgent on(String instanceId) {
    instance = instanceId;
    return this;
  }

  public OldAgent sampled(String seconds) {
    sampleTime = seconds;
    return this;
  }

  public OldAgent cluster(String name) {
    cluster = name;
    return this;
  }

  public OldAgent running(String task, String container) {
    return row(task, container, "32768", "RUNNING", "RUNNING");
  }

  public OldAgent stopped(String task, String container) {
    return row(task, container, "0", "STOPPED", "STOPPED");
  }

  public OldAgent row(String task, String container, String port, String desired, String known) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("container_id", container);
    row.put("container_name", "web");
    row.put("container_port", port.equals("0") ? "0" : "80");
    row.put("task_id", task);
    row.put("task_name", "web-family");
    row.put("task_version", "7");
    row.put("instance_port", port);
    row.put("instance_ip", "10.0.1.5");
    row.put("instance_id", instance);
    row.put("instance_type", "m5.large");
    row.put("instance_az", "eu-west-1a");
    row.put("desired_status", desired);
    row.put("known_status", known);
    row.put("host_name", "ip-10-0-1-5");
    row.put("cluster_name", cluster);
    row.put("ecs_agent_version", "1.91.0");
    rows.add(row);
    return this;
  }

  /** Puts another text into the last row; null makes it JSON's null. */
  public OldAgent with(String field, String value) {
    rows.getLast().put(field, value);
    return this;
  }

  /** The key of the last row, made without the code under test. */
  public String key() {
    return key(rows.getLast());
  }

  public String map() {
    return rows.stream()
        .map(row -> "\"%s\": {%s}".formatted(key(row), fields(row)))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  public byte[] bytes() {
    return map().getBytes(StandardCharsets.UTF_8);
  }

  public static String event(String key, String what) {
    return "{\"event_id\": \"%s\", \"event\": \"%s\", \"timestamp\": 1456789012.35}"
        .formatted(key, what);
  }

  private String fields(Map<String, String> row) {
    return row.entrySet().stream()
            .map(
                field ->
                    "\"%s\": %s"
                        .formatted(
                            field.getKey(),
                            field.getValue() == null ? "null" : '"' + field.getValue() + '"'))
            .collect(Collectors.joining(", "))
        + ", \"sample_time\": "
        + sampleTime;
  }

  private static String key(Map<String, String> row) {
    try {
      String text = row.get("container_id") + row.get("task_id") + row.get("desired_status");
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
