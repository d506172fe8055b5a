package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Placement;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is known of hosts, by ARN. Bounded by the hosts that run tasks and those last recorded.
 *
 * <p>Not thread-safe.
 */
final class Machines {
  private final Map<String, Machine> byArn = new LinkedHashMap<>();

  /**
   * Records hosts, and forgets those that no longer run tasks.
   *
   * @param inUse keys of hosts that run tasks; the key of a host with an ARN is the ARN
   */
  void learn(Collection<Machine> learned, Set<String> inUse) {
    Set<String> kept = new HashSet<>(inUse);
    for (Machine machine : learned) {
      byArn.put(machine.arn(), machine);
      kept.add(machine.arn());
    }
    byArn.keySet().retainAll(kept);
  }

  /** What is known of a task's host. */
  Machine of(Placement placement) {
    Machine described = placement.machine();
    if (described == null) {
      return Machine.of("");
    }
    return described.id().isEmpty() ? byArn.getOrDefault(described.arn(), described) : described;
  }
}
