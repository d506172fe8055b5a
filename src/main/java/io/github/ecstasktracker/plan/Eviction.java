package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause.AddressTaken;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes addresses from the backend that held them, so that an address is in one managed backend at
 * most: a task of another backend lives there now, and a request sent to the old one would be
 * answered by the wrong service.
 */
public final class Eviction {
  private Eviction() {}

  /**
   * The patch that removes every entry at these addresses; empty where the item has none.
   *
   * @param takers the task that is at each address now
   * @param newOwner the backend of all of them
   */
  public static Optional<ServerPatch> patch(
      StoredBackend.Present item, Map<Address, String> takers, BackendKey newOwner) {
    List<ServerChange> removals = new ArrayList<>();
    for (StoredServer server : item.servers().values()) {
      Address at = server.address().orElse(null);
      String taker = at == null ? null : takers.get(at);
      if (at != null && taker != null) {
        removals.add(
            new ServerChange.Remove(
                server, new AddressTaken(at, taker, newOwner, AddressTaken.How.EVICTED)));
      }
    }
    return removals.isEmpty() ? Optional.empty() : Optional.of(new ServerPatch(item, removals));
  }
}
