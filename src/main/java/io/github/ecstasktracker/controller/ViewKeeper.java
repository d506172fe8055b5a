package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.View;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Publishes one immutable {@link View} after another, and knows which items hold an address. */
final class ViewKeeper {
  private final Map<Address, Set<BackendKey>> holders = new HashMap<>();
  private volatile View view = View.EMPTY;

  View view() {
    return view;
  }

  /** Replaces what is known of these backends. */
  synchronized void publish(Collection<BackendView> changed) {
    SortedMap<BackendKey, BackendView> backends = new TreeMap<>(view.backends());
    for (BackendView backend : changed) {
      index(backends.put(backend.key(), backend), false);
      index(backend, true);
    }
    view = new View(view.version() + 1, backends, view.findings(), view.lastFullPass());
  }

  /**
   * Forgets backends that have neither tasks nor an item, and notes a complete read of everything.
   */
  synchronized void endFullPass(Set<BackendKey> gone, List<String> findings, Instant begun) {
    SortedMap<BackendKey, BackendView> backends = new TreeMap<>(view.backends());
    for (BackendKey key : gone) {
      index(backends.remove(key), false);
    }
    view = new View(view.version() + 1, backends, findings, Optional.of(begun));
  }

  /** Backends of services, other than this one, whose items hold any of these addresses. */
  synchronized Map<BackendKey, Set<Address>> othersHolding(BackendKey own, Set<Address> addresses) {
    Map<BackendKey, Set<Address>> others = new HashMap<>();
    for (Address address : addresses) {
      for (BackendKey holder : holders.getOrDefault(address, Set.of())) {
        if (!holder.equals(own) && managed(holder)) {
          others.computeIfAbsent(holder, h -> new HashSet<>()).add(address);
        }
      }
    }
    return others;
  }

  private boolean managed(BackendKey key) {
    BackendView backend = view.backends().get(key);
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
    for (StoredServer server : backend.servers().orElseGet(TreeMap::new).values()) {
      server
          .address()
          .ifPresent(
              address -> {
                if (add) {
                  holders.computeIfAbsent(address, a -> new TreeSet<>()).add(backend.key());
                } else {
                  holders.computeIfPresent(
                      address,
                      (a, keys) -> keys.remove(backend.key()) && keys.isEmpty() ? null : keys);
                }
              });
    }
  }
}
