package io.github.ecstasktracker.agent.host;

import io.github.ecstasktracker.agent.AgentRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is still to be reported. It advances only once a report was delivered.
 *
 * <p>A container that started and stopped while nothing could be delivered is still reported once,
 * as stopped; if there are too many, the oldest are dropped.
 */
final class Undelivered {
  /** A larger report would exceed what a controller accepts. */
  static final int MAX_ROWS = 1_000;

  private static final int MAX_DEPARTED = 200;
  private static final String STOPPED = "STOPPED";

  private Map<String, AgentRow> delivered = Map.of();
  private boolean ever;
  private Map<String, AgentRow> seen = Map.of();
  private final LinkedHashMap<String, AgentRow> departed = new LinkedHashMap<>();

  /** Records the current state. */
  void see(List<AgentRow> rows) {
    Map<String, AgentRow> now = new LinkedHashMap<>();
    rows.stream()
        // Always drops the same ones: the agent lists them in a different order each time.
        .sorted(
            Comparator.<AgentRow, Boolean>comparing(row -> row.knownStatus().equals(STOPPED))
                .thenComparing(AgentRow::containerId))
        .limit(MAX_ROWS - MAX_DEPARTED)
        .forEach(row -> now.put(row.containerId(), row));
    seen.forEach(
        (id, row) -> {
          if (!now.containsKey(id) && !row.equals(delivered.get(id))) {
            departed.putLast(id, stopped(row));
          }
        });
    now.keySet().forEach(departed::remove);
    while (departed.size() > MAX_DEPARTED) {
      departed.pollFirstEntry();
    }
    seen = now;
  }

  /** Whether anything changed since the last report that arrived. */
  boolean any() {
    return !ever || !departed.isEmpty() || !seen.equals(delivered);
  }

  /** The rows of the next report. */
  List<AgentRow> rows() {
    List<AgentRow> rows = new ArrayList<>(seen.values());
    rows.addAll(departed.values());
    return List.copyOf(rows);
  }

  /** The report was delivered. */
  void arrived() {
    ever = true;
    delivered = new HashMap<>(seen);
    departed.clear();
  }

  private static AgentRow stopped(AgentRow row) {
    return new AgentRow(
        row.containerId(),
        row.containerName(),
        AgentRow.NO_PORT,
        row.taskId(),
        row.taskName(),
        row.taskVersion(),
        AgentRow.NO_PORT,
        row.instanceIp(),
        row.instanceId(),
        row.instanceType(),
        row.instanceAz(),
        STOPPED,
        STOPPED,
        row.hostName(),
        row.clusterName(),
        row.ecsAgentVersion(),
        row.sampleTime());
  }
}
