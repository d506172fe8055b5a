package io.github.ecstasktracker.agent.host;

import io.github.ecstasktracker.agent.AgentRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is still to be told: moves on only when a report has arrived.
 *
 * <p>A container that came and went while nothing could be told is told of once all the same, as
 * stopped; the oldest of very many are given up.
 */
final class Undelivered {
  /** A report of more would be larger than a controller takes. */
  static final int MAX_ROWS = 1_000;

  private static final int MAX_DEPARTED = 200;
  private static final String STOPPED = "STOPPED";

  private Map<String, AgentRow> delivered = Map.of();
  private boolean ever;
  private Map<String, AgentRow> seen = Map.of();
  private final LinkedHashMap<String, AgentRow> departed = new LinkedHashMap<>();

  /** Takes in what is there now. */
  void see(List<AgentRow> rows) {
    Map<String, AgentRow> now = new LinkedHashMap<>();
    rows.stream()
        // Always the same ones of too many: the agent lists them in another order each time.
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

  /** What the next report says. */
  List<AgentRow> rows() {
    List<AgentRow> rows = new ArrayList<>(seen.values());
    rows.addAll(departed.values());
    return List.copyOf(rows);
  }

  /** That report has arrived. */
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
