package io.github.ecstasktracker.http.report;

import static io.github.ecstasktracker.http.report.Lines.clean;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Hosts and their ports as text: one line per host, port and finding. */
public final class HostText {
  private HostText() {}

  /** Ends with a line feed. */
  public static String of(HostsReport report) {
    List<String> lines = new ArrayList<>();
    report.hosts().forEach(host -> lines.add(line(host)));
    report.hosts().forEach(host -> host.findings().forEach(each -> lines.add("? " + clean(each))));
    if (report.problem() != null) {
      lines.add("? " + clean(report.problem()));
    }
    lines.add(report.hosts().size() == 1 ? "1 host" : report.hosts().size() + " hosts");
    return String.join("\n", lines) + "\n";
  }

  /** Ends with a line feed. */
  public static String of(HostReport host) {
    List<String> lines = new ArrayList<>();
    lines.add(line(host));
    if (host.remaining() != null && host.registered() != null) {
      host.registered()
          .forEach(
              (name, all) ->
                  lines.add(
                      "  %s  %d of %d free"
                          .formatted(
                              clean(name),
                              Objects.requireNonNull(host.remaining()).getOrDefault(name, 0L),
                              all)));
    }
    host.tasks()
        .forEach(
            task ->
                lines.add(
                    "  . task %s  %s  %s"
                        .formatted(clean(task.id()), clean(task.service()), task.lastStatus())));
    host.ports().forEach(port -> lines.add("  " + line(port)));
    host.findings().forEach(finding -> lines.add("? " + clean(finding)));
    return String.join("\n", lines) + "\n";
  }

  /** Ends with a line feed. */
  public static String of(PortsReport report) {
    List<String> lines = new ArrayList<>();
    report.ports().forEach(port -> lines.add(line(port)));
    report.reservedTcp().forEach(port -> lines.add("tcp " + port + "  reserved"));
    report.reservedUdp().forEach(port -> lines.add("udp " + port + "  reserved"));
    report.findings().forEach(finding -> lines.add("? " + clean(finding)));
    return lines.isEmpty() ? "no ports\n" : String.join("\n", lines) + "\n";
  }

  /** One port, without a line feed. */
  public static String line(PortReport port) {
    return "%s %d  %s  task %s  container %s port %d"
        .formatted(
            port.protocol(),
            port.hostPort(),
            clean(port.service()),
            clean(port.task()),
            clean(port.container()),
            port.containerPort());
  }

  private static String line(HostReport host) {
    return "%s/%s  %s  %s  %s  %s  %d tasks%s"
        .formatted(
            clean(host.cluster()),
            clean(host.id()),
            host.instance().isEmpty() ? "-" : clean(host.instance()),
            host.address().isEmpty() ? "-" : clean(host.address()),
            host.type().isEmpty() ? "-" : clean(host.type()),
            Objects.requireNonNullElse(host.state(), "not read"),
            host.tasks().size(),
            Boolean.FALSE.equals(host.agentConnected()) ? "  agent away" : "");
  }
}
