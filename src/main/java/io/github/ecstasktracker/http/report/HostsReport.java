package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.directory.HostRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All known hosts.
 *
 * @param problem why the latest read of ECS failed; the data of hosts is older then
 */
public record HostsReport(String schema, List<HostReport> hosts, @Nullable String problem) {
  private static final String SCHEMA = "ecs-task-tracker.hosts/v1";

  public static HostsReport of(HostRegistry.Hosts hosts) {
    return new HostsReport(
        SCHEMA, hosts.hosts().stream().map(HostReport::of).toList(), hosts.problem().orElse(null));
  }
}
