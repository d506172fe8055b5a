package io.github.ecstasktracker.model;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The difference that one write makes to one backend: at least one change, no key twice.
 *
 * @param base what the patch was computed from: the item as read, or its absence; never malformed
 * @param changes in key order
 */
public record ServerPatch(StoredBackend base, List<ServerChange> changes) {
  public ServerPatch {
    if (base instanceof StoredBackend.Malformed) {
      throw new IllegalArgumentException("a malformed item is never patched: " + base.key());
    }
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("an empty patch is no patch: " + base.key());
    }
    changes = List.copyOf(changes);
  }

  public BackendKey key() {
    return base.key();
  }

  /** The item's servers once this patch is applied. */
  public SortedMap<String, StoredServer> result() {
    SortedMap<String, StoredServer> servers =
        new TreeMap<>(
            base instanceof StoredBackend.Present present ? present.servers() : new TreeMap<>());
    for (ServerChange change : changes) {
      switch (change) {
        case ServerChange.Add add -> servers.put(add.key(), add.server());
        case ServerChange.Change edit -> servers.put(edit.key(), edit.to());
        case ServerChange.Remove remove -> servers.remove(remove.key());
      }
    }
    return servers;
  }
}
