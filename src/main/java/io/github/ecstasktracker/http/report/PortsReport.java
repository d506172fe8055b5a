package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.directory.HostBook;
import io.github.ecstasktracker.directory.HostPorts;
import java.util.List;

/**
 * The ports of a host.
 *
 * @param reservedTcp taken, and by no task
 * @param findings ports that two tasks claim
 */
public record PortsReport(
    String schema,
    String host,
    List<PortReport> ports,
    List<Integer> reservedTcp,
    List<Integer> reservedUdp,
    List<String> findings) {
  private static final String SCHEMA = "ecs-task-tracker.ports/v1";

  public static PortsReport of(HostBook.Host host) {
    HostPorts ports = HostPorts.of(host.tasks(), host.status());
    return new PortsReport(
        SCHEMA,
        host.machine().instance(),
        ports.claims().stream().map(PortReport::of).toList(),
        List.copyOf(ports.reservedTcp()),
        List.copyOf(ports.reservedUdp()),
        ports.findings());
  }
}
