package io.github.ecstasktracker.agent.report;

import io.github.ecstasktracker.agent.AgentRow;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.PortBinding;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A task built from the reported rows of its containers.
 *
 * @param placement its service is {@code family:<family>}, the group that ECS gives tasks without a
 *     service, because rows do not name services
 * @param sampledMillis when the agent sampled it
 * @param keys the keys of its rows
 */
record ReportedTask(
    Placement placement, String family, String hostName, long sampledMillis, Set<String> keys) {
  private static final String STOPPED = "STOPPED";
  private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

  /**
   * Orders rows by age; of two equally new rows, the one whose task is stopping wins, because
   * nothing leaves STOPPED.
   */
  private static final Comparator<AgentRow> NEWEST =
      Comparator.comparing(AgentRow::sampleTime)
          .thenComparing(row -> row.desiredStatus().equals(STOPPED))
          .thenComparing(row -> row.knownStatus().equals(STOPPED))
          .thenComparing(AgentRow::key);

  ReportedTask {
    keys = Set.copyOf(keys);
  }

  /** The tasks in a host's report, by short id. */
  static Map<String, ReportedTask> of(List<AgentRow> rows) {
    Map<String, List<AgentRow>> byTask =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    AgentRow::shortTaskId, LinkedHashMap::new, Collectors.toList()));
    Map<String, ReportedTask> tasks = new LinkedHashMap<>();
    byTask.forEach((id, ofTask) -> tasks.put(id, task(id, ofTask)));
    return tasks;
  }

  /** The same task assigned to a service. */
  ReportedTask of(ServiceKey service) {
    Task task = placement.task();
    return new ReportedTask(
        new Placement(
            new Task(
                task.arn(),
                service,
                task.definition(),
                task.version(),
                task.lastStatus(),
                task.desiredStatus(),
                task.health(),
                task.startedAt()),
            placement.stoppedAt(),
            placement.machine(),
            placement.ownAddress(),
            placement.containers()),
        family,
        hostName,
        sampledMillis,
        keys);
  }

  String cluster() {
    return placement.task().service().cluster();
  }

  private static ReportedTask task(String id, List<AgentRow> rows) {
    AgentRow newest = rows.stream().max(NEWEST).orElseThrow();
    Collection<AgentRow> containers =
        rows.stream()
            .collect(
                Collectors.toMap(
                    AgentRow::containerId,
                    row -> row,
                    (one, other) -> NEWEST.compare(one, other) > 0 ? one : other))
            .values();
    Task task =
        new Task(
            id,
            new ServiceKey(newest.cluster(), "family:" + newest.taskName()),
            newest.taskName() + ":" + newest.taskVersion(),
            0,
            newest.knownStatus(),
            newest.desiredStatus(),
            "UNKNOWN",
            null);
    Machine machine =
        new Machine(
            "",
            newest.instanceId(),
            newest.instanceIp(),
            newest.instanceType(),
            newest.instanceAz(),
            newest.ecsAgentVersion());
    return new ReportedTask(
        new Placement(
            task,
            null,
            machine,
            "",
            containers.stream()
                .map(ReportedTask::container)
                .sorted(
                    Comparator.comparing((PlacedContainer each) -> each.ports().isEmpty())
                        .thenComparing(PlacedContainer::name)
                        .thenComparing(PlacedContainer::id))
                .toList()),
        newest.taskName(),
        newest.hostName(),
        newest.sampleTime().multiply(MILLIS).longValue(),
        rows.stream().map(AgentRow::key).collect(Collectors.toSet()));
  }

  private static PlacedContainer container(AgentRow row) {
    int host = port(row.instancePort());
    int container = port(row.containerPort());
    return new PlacedContainer(
        row.containerName(),
        row.containerId(),
        row.knownStatus(),
        host > 0 && container > 0
            ? List.of(new PortBinding(PortBinding.TCP, "", host, container))
            : List.of());
  }

  /** Parses a number; 0 if the text is not one. */
  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      return 0;
    }
    int port = Integer.parseInt(text);
    return port <= 65_535 ? port : 0;
  }
}
