package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.HostStatus;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Result;
import java.util.List;
import java.util.Map;

/** Reads the state of hosts. */
@FunctionalInterface
public interface HostReader {
  /**
   * Reads from ECS. Blocks, bounded by the timeouts of its calls.
   *
   * @param machines what is already known of the hosts, by container instance ARN
   */
  Result<List<HostStatus>> read(String cluster, Map<String, Machine> machines);
}
