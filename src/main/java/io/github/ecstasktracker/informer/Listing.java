package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import java.util.Map;
import java.util.Optional;

/**
 * The services of one backend, listed alone and all their tasks described.
 *
 * @param begunNanos monotonic time at which the first of the lists began
 * @param running how many tasks of each service these descriptions show RUNNING
 * @param statuses how DescribeServices counts them; empty where it was not asked or did not answer
 * @param problem why the list is not whole, or a task was not described; empty where all is known
 */
public record Listing(
    long begunNanos,
    Map<ServiceKey, Long> running,
    Map<ServiceKey, ServiceStatus> statuses,
    Optional<String> problem) {
  public Listing {
    running = Map.copyOf(running);
    statuses = Map.copyOf(statuses);
  }
}
