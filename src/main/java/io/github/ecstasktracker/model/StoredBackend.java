package io.github.ecstasktracker.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the table says of one backend. */
public sealed interface StoredBackend {
  /** The backend that was asked for. */
  BackendKey key();

  /** Proof of the state that was read; only the store that made it can look inside. */
  interface Revision {}

  /**
   * The item is there and readable.
   *
   * @param servers by key, sorted; never null, empty where the item has none
   * @param revision handed back with a patch, so that a changed item refuses it
   */
  record Present(BackendKey key, SortedMap<String, StoredServer> servers, Revision revision)
      implements StoredBackend {
    public Present {
      servers = Collections.unmodifiableSortedMap(new TreeMap<>(servers));
    }
  }

  /** There is no such item. */
  record Missing(BackendKey key) implements StoredBackend {}

  /**
   * The item is there and must not be touched: no name, servers of a wrong type, a version that is
   * no number, a name that two items carry.
   *
   * @param itemId the item's {@code id}
   * @param reason what is wrong with it, for a person
   */
  record Malformed(BackendKey key, String itemId, String reason) implements StoredBackend {}
}
