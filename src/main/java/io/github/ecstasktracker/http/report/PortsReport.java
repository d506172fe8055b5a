package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.directory.HostPorts;
import io.github.ecstasktracker.directory.HostRegistry;
import java.util.List;

/**
 * The ports of a host.
 *
 * @param reservedTcp ports reserved, but not by tasks
 * @param findings ports claimed by two tasks
 */
public record PortsReport(
    String schema,
    String host,
    List<PortReport> ports,
    List<Integer> reservedTcp,
    List<Integer> reservedUdp,
    List<String> findings) {
  private static final String SCHEMA = "ecs-task-tracker.ports/v1";

  public static PortsReport of(HostRegistry.Host host) {
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
