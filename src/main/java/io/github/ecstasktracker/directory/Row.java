package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PortBinding;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A container in the format of ECS ID Mapper: seventeen text fields. Unknown values are empty; a
 * port is {@code 0} if there is none or the container does not run.
 */
public final class Row {
  /** The fields in the form its agents sent. */
  public static final List<String> FIELDS =
      List.of(
          "cluster_name",
          "container_id",
          "container_name",
          "container_port",
          "desired_status",
          "ecs_agent_version",
          "host_name",
          "instance_az",
          "instance_id",
          "instance_ip",
          "instance_port",
          "instance_type",
          "known_status",
          "sample_time",
          "task_id",
          "task_name",
          "task_version");

  private static final String NO_PORT = "0";

  private Row() {}

  /** All fields by name. */
  public static SortedMap<String, String> of(Hit hit) {
    Machine machine = hit.machine();
    String definition = last(hit.placement().task().definition());
    int colon = definition.lastIndexOf(':');
    SortedMap<String, String> row = new TreeMap<>();
    row.put("container_id", hit.container().id());
    row.put("container_name", hit.container().name());
    row.put("task_id", hit.placement().taskId());
    row.put("task_name", colon < 0 ? definition : definition.substring(0, colon));
    row.put("task_version", colon < 0 ? "" : definition.substring(colon + 1));
    row.put("cluster_name", hit.placement().task().service().cluster());
    row.put("desired_status", hit.placement().task().desiredStatus());
    row.put("known_status", hit.container().lastStatus());
    row.put("instance_id", machine.id());
    row.put("instance_ip", address(hit));
    row.put("instance_type", machine.type());
    row.put("instance_az", machine.zone());
    row.put("ecs_agent_version", machine.agentVersion());
    row.put("host_name", hit.hostName());
    row.put("sample_time", seconds(hit.entry().seenMillis()));
    ports(hit, row);
    return row;
  }

  private static void ports(Hit hit, SortedMap<String, String> row) {
    List<PortBinding> ports = hit.container().ports();
    boolean shown = !ports.isEmpty() && hit.container().lastStatus().equals("RUNNING");
    row.put("container_port", shown ? String.valueOf(ports.getFirst().containerPort()) : NO_PORT);
    row.put("instance_port", shown ? String.valueOf(ports.getFirst().hostPort()) : NO_PORT);
  }

  /** The host's address; on Fargate, which has no visible host, the task's own. */
  private static String address(Hit hit) {
    return hit.placement().machine() == null
        ? hit.placement().ownAddress()
        : hit.machine().address();
  }

  /** Formats like Python 2: no trailing zeros, but at least one decimal. */
  private static String seconds(long millis) {
    BigDecimal seconds = BigDecimal.valueOf(Math.floorDiv(millis, 10), 2).stripTrailingZeros();
    return (seconds.scale() < 1 ? seconds.setScale(1) : seconds).toPlainString();
  }

  private static String last(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }
}
