package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.directory.HostBook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All hosts that tasks were seen on.
 *
 * @param problem why ECS could not be asked just now; then what is told of hosts is older
 */
public record HostsReport(String schema, List<HostReport> hosts, @Nullable String problem) {
  private static final String SCHEMA = "ecs-task-tracker.hosts/v1";

  public static HostsReport of(HostBook.Hosts hosts) {
    return new HostsReport(
        SCHEMA, hosts.hosts().stream().map(HostReport::of).toList(), hosts.problem().orElse(null));
  }
}
