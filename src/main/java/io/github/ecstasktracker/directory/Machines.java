package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Placement;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What was learned of hosts, by ARN. Bounded by the hosts that tasks run on, and those that were
 * learned of last.
 *
 * <p>Not safe for use by several threads.
 */
final class Machines {
  private final Map<String, Machine> byArn = new LinkedHashMap<>();

  /**
   * Takes in hosts, and forgets those that nobody runs on any more.
   *
   * @param inUse keys of those that tasks run on; the key of one with an ARN is the ARN
   */
  void learn(Collection<Machine> learned, Set<String> inUse) {
    Set<String> kept = new HashSet<>(inUse);
    for (Machine machine : learned) {
      byArn.put(machine.arn(), machine);
      kept.add(machine.arn());
    }
    byArn.keySet().retainAll(kept);
  }

  /** The host of a task, as far as it is known. */
  Machine of(Placement placement) {
    Machine told = placement.machine();
    if (told == null) {
      return Machine.of("");
    }
    return told.id().isEmpty() ? byArn.getOrDefault(told.arn(), told) : told;
  }
}
