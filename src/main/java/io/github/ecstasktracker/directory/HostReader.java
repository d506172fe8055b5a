package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.HostStatus;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Result;
import java.util.List;
import java.util.Map;

/** Where the state of hosts is read. */
@FunctionalInterface
public interface HostReader {
  /**
   * Asks. Blocks, within the timeouts of its calls.
   *
   * @param machines what is known of the hosts, by container instance ARN
   */
  Result<List<HostStatus>> read(String cluster, Map<String, Machine> machines);
}
