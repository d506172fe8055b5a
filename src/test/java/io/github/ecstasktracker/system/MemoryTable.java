package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.store.TableScan;
import io.github.ecstasktracker.store.WriteOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The managed table in memory, under the same rules as the real one.
 *
 * <ul>
 *   <li>A write is conditional on the version and the servers that were read, and creates only what
 *       is not there; a group lands whole or not at all.
 *   <li>Only {@code servers} and {@code version} are written; all else of an item stays.
 *   <li>It may refuse, lose an answer before or after the write, and be edited by people.
 * </ul>
 */
final class MemoryTable {
  /** DynamoDB gives a megabyte a page; items of this kind take some kilobytes. */
  static final int PAGE = 200;

  /**
   * An item.
   *
   * @param others every other attribute, as text
   */
  record Item(
      SortedMap<String, StoredServer> servers, SortedMap<String, String> others, long version) {
    Item {
      servers = Collections.unmodifiableSortedMap(new TreeMap<>(servers));
      others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
    }

    SortedSet<String> addresses() {
      SortedSet<String> addresses = new TreeSet<>();
      servers.values().forEach(s -> s.address().map(Address::toString).ifPresent(addresses::add));
      return addresses;
    }
  }

  /** What guards a write: the servers as read too, because people forget to raise the version. */
  private record Seen(SortedMap<String, StoredServer> servers, long version)
      implements StoredBackend.Revision {}

  /** How often a call goes wrong; chances from 0 to 1. */
  record Faults(double throttled, double notDone, double answerLost) {
    static final Faults NONE = new Faults(0, 0, 0);
  }

  /** Told of every write that landed. */
  interface Listener {
    void written(ServerPatch patch, Item before, Item after);
  }

  private final Dice dice;
  private final Listener listener;
  private final Map<BackendKey, Item> items = new TreeMap<>();
  private Faults faults = Faults.NONE;
  private Runnable beforeWrite = () -> {};
  private long reads;
  private long scannedPages;
  private long writes;

  MemoryTable(Dice dice, Listener listener) {
    this.dice = dice;
    this.listener = listener;
  }

  void faults(Faults faults) {
    this.faults = faults;
  }

  /** Done once, between the next write's read and that write. */
  void beforeNextWrite(Runnable somebody) {
    beforeWrite = somebody;
  }

  /** Puts an item as a person would. */
  void put(String backend, Item item) {
    items.put(new BackendKey(backend), item);
  }

  /** Changes an item as a person would: without a look at its version. */
  void edit(String backend, UnaryOperator<Item> edit) {
    items.computeIfPresent(new BackendKey(backend), (key, item) -> edit.apply(item));
  }

  /** The item, or an empty one where there is none. */
  Item item(String backend) {
    return items.getOrDefault(
        new BackendKey(backend), new Item(new TreeMap<>(), new TreeMap<>(), 0));
  }

  Map<BackendKey, Item> items() {
    return items;
  }

  long reads() {
    return reads;
  }

  long scannedPages() {
    return scannedPages;
  }

  long writes() {
    return writes;
  }

  void resetCounts() {
    reads = 0;
    scannedPages = 0;
    writes = 0;
  }

  Result<TableScan> scan() {
    scannedPages += Math.max(1, Math.ceilDiv(items.size(), PAGE));
    if (refused()) {
      return new Result.Failed<>("Scan: throttled", true);
    }
    if (dice.chance(faults.notDone())) {
      return new Result.Failed<>("Scan: timed out", false);
    }
    Map<BackendKey, StoredBackend> backends = new TreeMap<>();
    items.forEach((key, item) -> backends.put(key, present(key, item)));
    return new Result.Ok<>(new TableScan(backends, List.of(), Map.of(), List.of()));
  }

  Result<StoredBackend> read(BackendKey key) {
    reads++;
    if (refused()) {
      return new Result.Failed<>("GetItem: throttled", true);
    }
    if (dice.chance(faults.notDone())) {
      return new Result.Failed<>("GetItem: timed out", false);
    }
    return new Result.Ok<>(now(key));
  }

  Result<List<WriteOutcome>> write(List<ServerPatch> group) {
    Runnable somebody = beforeWrite;
    beforeWrite = () -> {};
    somebody.run();
    if (refused()) {
      return new Result.Failed<>("UpdateItem: throttled", true);
    }
    if (dice.chance(faults.notDone())) {
      return new Result.Failed<>("UpdateItem: timed out", false);
    }
    List<WriteOutcome> outcomes = land(group);
    return dice.chance(faults.answerLost())
        ? new Result.Failed<>("UpdateItem: the answer was lost", false)
        : new Result.Ok<>(outcomes);
  }

  private List<WriteOutcome> land(List<ServerPatch> group) {
    boolean whole = group.stream().allMatch(patch -> now(patch.key()).equals(patch.base()));
    List<WriteOutcome> outcomes = new ArrayList<>();
    for (ServerPatch patch : group) {
      StoredBackend now = now(patch.key());
      if (now instanceof StoredBackend.Present present
          && !now.equals(patch.base())
          && present.servers().equals(patch.result())) {
        // An earlier attempt of this write had landed.
        outcomes.add(new WriteOutcome.Applied(present));
      } else if (!now.equals(patch.base())) {
        outcomes.add(new WriteOutcome.Conflict("changed since it was read"));
      } else if (whole) {
        outcomes.add(new WriteOutcome.Applied(put(patch)));
      } else {
        outcomes.add(new WriteOutcome.NotTried("another patch of the group did not land"));
      }
    }
    return outcomes;
  }

  private StoredBackend.Present put(ServerPatch patch) {
    writes++;
    Item before = item(patch.key().name());
    SortedMap<String, StoredServer> servers = new TreeMap<>(before.servers());
    for (ServerChange change : patch.changes()) {
      switch (change) {
        case ServerChange.Add add -> servers.put(add.key(), add.server());
        case ServerChange.Change edit -> servers.put(edit.key(), edit.to());
        case ServerChange.Remove remove -> servers.remove(remove.key());
      }
    }
    Item after = new Item(servers, before.others(), before.version() + 1);
    items.put(patch.key(), after);
    listener.written(patch, before, after);
    return present(patch.key(), after);
  }

  private boolean refused() {
    return dice.chance(faults.throttled());
  }

  private StoredBackend now(BackendKey key) {
    Item item = items.get(key);
    return item == null ? new StoredBackend.Missing(key) : present(key, item);
  }

  private static StoredBackend.Present present(BackendKey key, Item item) {
    return new StoredBackend.Present(key, item.servers(), new Seen(item.servers(), item.version()));
  }
}
