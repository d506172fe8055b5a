package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.View;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one immutable {@link View} after another, and knows which items hold an address.
 *
 * <p>Who owns a key puts its view before letting the key go. So a long pass that publishes at its
 * end never publishes anything older than what others put meanwhile.
 */
final class ViewKeeper {
  private final SortedMap<BackendKey, BackendView> newest = new TreeMap<>();
  // By the address as text: that is nearly every server's key, which is held anyway.
  private final Map<String, Set<BackendKey>> holders = new HashMap<>();
  private volatile View view = View.EMPTY;

  View view() {
    return view;
  }

  /** What was put last of a backend, published or not. */
  synchronized Optional<BackendView> newest(BackendKey key) {
    return Optional.ofNullable(newest.get(key));
  }

  /** Those of the view before, where nothing has changed: else each read would leave a copy. */
  static Optional<SortedMap<String, StoredServer>> servers(
      Optional<BackendView> before, StoredBackend item) {
    if (!(item instanceof StoredBackend.Present present)) {
      return Optional.empty();
    }
    Optional<SortedMap<String, StoredServer>> held = before.flatMap(BackendView::servers);
    return held.isPresent() && held.get().equals(present.servers())
        ? held
        : Optional.of(present.servers());
  }

  /** Replaces what is known of a backend; readers see it when it is published. */
  synchronized void put(BackendView backend) {
    BackendView before = newest.put(backend.key(), backend);
    if (before == null || !before.servers().equals(backend.servers())) {
      index(before, false);
      index(backend, true);
    }
  }

  /** Forgets a backend that has neither tasks nor an item. */
  synchronized void remove(BackendKey key) {
    index(newest.remove(key), false);
  }

  /** Shows all that was put. */
  synchronized void publish() {
    view = new View(view.version() + 1, newest, view.findings(), view.lastFullPass());
  }

  /** Shows all that was put, and notes a complete read of everything. */
  synchronized void endFullPass(List<String> findings, Instant begun) {
    view = new View(view.version() + 1, newest, findings, Optional.of(begun));
  }

  /** Backends of services, other than this one, whose items hold any of these addresses. */
  synchronized Map<BackendKey, Set<Address>> othersHolding(BackendKey own, Set<Address> addresses) {
    Map<BackendKey, Set<Address>> others = new HashMap<>();
    for (Address address : addresses) {
      for (BackendKey holder : holders.getOrDefault(address.toString(), Set.of())) {
        if (!holder.equals(own) && managed(holder)) {
          others.computeIfAbsent(holder, h -> new HashSet<>()).add(address);
        }
      }
    }
    return others;
  }

  private boolean managed(BackendKey key) {
    BackendView backend = newest.get(key);
    return backend != null
        && switch (backend.state()) {
          case IN_SYNC, OUT_OF_SYNC, HELD, UNKNOWN -> true;
          case PAUSED, MALFORMED, FOREIGN, ERROR -> false;
        };
  }

  private void index(@Nullable BackendView backend, boolean add) {
    if (backend == null) {
      return;
    }
    // One for all of them.
    Set<BackendKey> alone = Set.of(backend.key());
    for (StoredServer server : backend.servers().orElseGet(TreeMap::new).values()) {
      place(server)
          .ifPresent(
              place -> {
                if (add) {
                  holders.merge(place, alone, ViewKeeper::union);
                } else {
                  holders.computeIfPresent(place, (_, keys) -> without(keys, backend.key()));
                }
              });
    }
  }

  /** The server's address as text: its key itself, where that says the same. */
  private static Optional<String> place(StoredServer server) {
    return server
        .address()
        .map(Address::toString)
        .map(place -> place.equals(server.key()) ? server.key() : place);
  }

  private static Set<BackendKey> union(Set<BackendKey> some, Set<BackendKey> more) {
    SortedSet<BackendKey> all = new TreeSet<>(some);
    all.addAll(more);
    return compact(all);
  }

  /** Null where none is left. */
  private static @Nullable Set<BackendKey> without(Set<BackendKey> keys, BackendKey key) {
    SortedSet<BackendKey> rest = new TreeSet<>(keys);
    rest.remove(key);
    return rest.isEmpty() ? null : compact(rest);
  }

  /** Nearly every address has one holder, and there is an entry for each server of the table. */
  private static Set<BackendKey> compact(SortedSet<BackendKey> keys) {
    return keys.size() == 1 ? Set.of(keys.first()) : keys;
  }
}
