package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes addresses from the backend that held them, so that an address is in one managed backend at
 * most: a task of another backend lives there now, and a request sent to the old one would be
 * answered by the wrong service.
 */
public final class Eviction {
  private Eviction() {}

  /** The patch that removes every entry at these addresses; empty where the item has none. */
  public static Optional<ServerPatch> patch(
      StoredBackend.Present item, Set<Address> addresses, String newOwner) {
    List<ServerChange> removals =
        item.servers().values().stream()
            .filter(server -> server.address().filter(addresses::contains).isPresent())
            .<ServerChange>map(
                server -> new ServerChange.Remove(server, "address now belongs to " + newOwner))
            .toList();
    return removals.isEmpty() ? Optional.empty() : Optional.of(new ServerPatch(item, removals));
  }
}
