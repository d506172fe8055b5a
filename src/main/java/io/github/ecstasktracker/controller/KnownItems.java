package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.target.TableScan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The target's items as last read or written, and which of them hold an address.
 *
 * <ul>
 *   <li>An item counts in the term in which it was read: what the leader before wrote last is not
 *       known to us.
 *   <li>It is replaced only by a read begun after our last write to it landed. A write whose
 *       outcome is not known forgets it.
 * </ul>
 */
final class KnownItems {
  /** An item, and when the read that it is from began, or the write was answered. */
  record Known(StoredBackend item, long nanos) {}

  private final BackendReader reader;
  private final MonotonicClock clock;

  // All guarded by this.
  private final Map<BackendKey, Known> items = new HashMap<>();

  /** When those were forgotten that are not known again. */
  private final Map<BackendKey, Long> forgotten = new HashMap<>();

  /** When the newest scan began: it shows every item that there is. */
  private @Nullable Long scannedNanos;

  private final Map<String, List<BackendKey>> holders = new HashMap<>();

  KnownItems(BackendReader reader, MonotonicClock clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /**
   * The item as last known; read where it is not known since then.
   *
   * @param sinceNanos the begin of the term or, where an operator asks, of now
   */
  Result<Known> get(BackendKey key, long sinceNanos, Urgency urgency) {
    Known known = known(key);
    if (known != null && known.nanos - sinceNanos >= 0) {
      return new Result.Ok<>(known);
    }
    if (known != null && isDuplicate(known.item)) {
      // A read by key cannot see that another item has the same name; a scan does.
      return new Result.Ok<>(known);
    }
    long begun = clock.nanos();
    return switch (reader.read(key, urgency)) {
      case Result.Failed<StoredBackend> failed -> failed.as();
      case Result.Ok<StoredBackend>(StoredBackend item) -> {
        put(key, item, begun);
        yield new Result.Ok<>(Objects.requireNonNullElse(known(key), new Known(item, begun)));
      }
    };
  }

  private static boolean isDuplicate(StoredBackend item) {
    return item instanceof StoredBackend.Malformed malformed
        && !malformed.itemId().equals(malformed.key().itemId());
  }

  /** A whole scan: what it does not show is not there. */
  synchronized void scanned(TableScan scan, long begunNanos) {
    if (scannedNanos != null && scannedNanos - begunNanos > 0) {
      return;
    }
    scannedNanos = begunNanos;
    scan.backends().forEach((key, item) -> put(key, item, begunNanos));
    for (Map.Entry<BackendKey, Known> known : List.copyOf(items.entrySet())) {
      if (known.getValue().nanos - begunNanos < 0) {
        replace(known.getKey(), null);
      }
    }
    forgotten.values().removeIf(nanos -> nanos - begunNanos <= 0);
  }

  /** A write of ours landed, and was answered then. */
  synchronized void wrote(StoredBackend.Present item, long answeredNanos) {
    replace(item.key(), new Known(item, answeredNanos));
  }

  /** What the item is now is not known, and only a read that begins after this will tell. */
  synchronized void forget(BackendKey key) {
    replace(key, null);
    forgotten.put(key, clock.nanos());
  }

  synchronized Set<BackendKey> keys() {
    return Set.copyOf(items.keySet());
  }

  /** Backends whose items hold any of these addresses. */
  synchronized Set<BackendKey> holders(Collection<Address> addresses) {
    Set<BackendKey> keys = new HashSet<>();
    addresses.forEach(address -> keys.addAll(holders.getOrDefault(address.toString(), List.of())));
    return keys;
  }

  private synchronized @Nullable Known known(BackendKey key) {
    Known known = items.get(key);
    return known == null && scannedNanos != null && !forgotten.containsKey(key)
        ? new Known(new StoredBackend.Missing(key), scannedNanos)
        : known;
  }

  /** A read older than our last write says nothing. */
  private synchronized void put(BackendKey key, StoredBackend item, long begunNanos) {
    Known before = items.get(key);
    Long since =
        before == null ? forgotten.getOrDefault(key, scannedNanos) : Long.valueOf(before.nanos);
    if (since != null && since - begunNanos > 0) {
      return;
    }
    if (before != null && before.item.equals(item)) {
      // The one that views hold already.
      items.put(key, new Known(before.item, begunNanos));
    } else {
      replace(key, new Known(item, begunNanos));
    }
  }

  private void replace(BackendKey key, @Nullable Known known) {
    Known before = known == null ? items.remove(key) : items.put(key, known);
    forgotten.remove(key);
    index(before, key, false);
    index(known, key, true);
  }

  private void index(@Nullable Known known, BackendKey key, boolean add) {
    if (known == null || !(known.item instanceof StoredBackend.Present present)) {
      return;
    }
    for (StoredServer server : present.servers().values()) {
      server
          .address()
          .map(Address::toString)
          .map(text -> text.equals(server.key()) ? server.key() : text)
          .ifPresent(
              text ->
                  holders.compute(text, (_, keys) -> add ? with(keys, key) : without(keys, key)));
    }
  }

  private static List<BackendKey> with(@Nullable List<BackendKey> keys, BackendKey key) {
    if (keys == null) {
      return List.of(key);
    }
    List<BackendKey> all = new ArrayList<>(keys);
    if (!all.contains(key)) {
      all.add(key);
    }
    return List.copyOf(all);
  }

  /** Null where none is left. */
  private static @Nullable List<BackendKey> without(
      @Nullable List<BackendKey> keys, BackendKey key) {
    if (keys == null) {
      return null;
    }
    List<BackendKey> rest = keys.stream().filter(other -> !other.equals(key)).toList();
    return rest.isEmpty() ? null : rest;
  }
}
