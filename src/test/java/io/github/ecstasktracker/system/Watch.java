package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.system.MemoryTable.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sees every write, and compares it with the truth.
 *
 * <ul>
 *   <li>No server is removed whose task has been running, wanted and healthy for {@link #FIRM}.
 *   <li>Nothing is written to an item that has been what it should be for {@link #FIRM}.
 *   <li>An address that came into a second item leaves the first one at the next write to it.
 * </ul>
 *
 * <p>The time leaves room for what no reader can know: ECS's answers may be ten seconds old, a read
 * takes a while, and a port is handed out again within a second of its release.
 */
final class Watch implements MemoryTable.Listener {
  static final Duration FIRM = Duration.ofSeconds(45);

  private static final int WRITES_TOLD = 30;

  private final SimulatedAccount account;
  private final Machine machine;
  private final Map<BackendKey, SortedMap<String, Instant>> truths = new TreeMap<>();
  private final Map<BackendKey, Instant> changedAt = new HashMap<>();
  private final Map<BackendKey, Instant> healthTurnedAt = new HashMap<>();
  private final Map<BackendKey, Set<String>> strayed = new HashMap<>();
  private final ArrayDeque<String> lastWrites = new ArrayDeque<>();

  Watch(SimulatedAccount account, Machine machine) {
    this.account = account;
    this.machine = machine;
  }

  /** From now on the backend is held to be true to the service of its name. */
  void follow(String service) {
    truths.putIfAbsent(new BackendKey(service), new TreeMap<>());
  }

  /** A change of health is nobody's to know before the health interval has passed. */
  void healthTurns(String service) {
    healthTurnedAt.put(new BackendKey(service), machine.instant());
  }

  /** Notes when truths change; to be called often. */
  void look() {
    truths.keySet().forEach(this::look);
  }

  private SortedMap<String, Instant> look(BackendKey key) {
    SortedMap<String, Instant> now = account.servingSince(Life.CLUSTER, key.name());
    if (!now.equals(truths.put(key, now))) {
      changedAt.put(key, machine.instant());
    }
    return now;
  }

  @Override
  public void written(BackendKey key, Item before, Item after, Map<BackendKey, Item> items) {
    note(key, before, after);
    if (!truths.containsKey(key)) {
      throw new AssertionError("wrote to an item that is nobody's: " + key);
    }
    SortedMap<String, Instant> truth = look(key);
    Set<String> removed = minus(before.addresses(), after.addresses());
    for (String address : removed) {
      Instant since = truth.get(address);
      if (since != null && firm(since) && firm(healthTurnedAt.get(key))) {
        throw new AssertionError("removed " + address + " of " + key + ", which serves");
      }
    }
    if (wellFormed(before)
        && before.addresses().equals(truth.keySet())
        && firm(changedAt.get(key))
        && firm(healthTurnedAt.get(key))) {
      throw new AssertionError("wrote to " + key + ", which was as it should be");
    }
    strays(key, minus(after.addresses(), before.addresses()), after, items);
  }

  private void strays(BackendKey key, Set<String> added, Item after, Map<BackendKey, Item> items) {
    for (String address : strayed.getOrDefault(key, Set.of())) {
      boolean elsewhere =
          items.entrySet().stream()
              .anyMatch(e -> !e.getKey().equals(key) && e.getValue().addresses().contains(address));
      if (elsewhere && after.addresses().contains(address)) {
        throw new AssertionError(address + " is still in " + key + " and in another item too");
      }
    }
    strayed.remove(key);
    items.forEach(
        (other, item) -> {
          Set<String> shared = new HashSet<>(item.addresses());
          shared.retainAll(added);
          if (!other.equals(key) && truths.containsKey(other) && !shared.isEmpty()) {
            strayed.computeIfAbsent(other, o -> new HashSet<>()).addAll(shared);
          }
        });
  }

  private boolean firm(Instant since) {
    return since == null || since.plus(FIRM).isBefore(machine.instant());
  }

  private static boolean wellFormed(Item item) {
    return item.servers().values().stream().allMatch(server -> server.equals(usual(server)));
  }

  private static StoredServer usual(StoredServer server) {
    return server
        .address()
        .map(address -> StoredServer.of(address, "http", server.weight().orElse(0)))
        .orElse(server);
  }

  private static SortedSet<String> minus(Set<String> one, Set<String> other) {
    SortedSet<String> rest = new TreeSet<>(one);
    rest.removeAll(other);
    return rest;
  }

  private void note(BackendKey key, Item before, Item after) {
    lastWrites.addLast(
        "%s %s +%s -%s"
            .formatted(
                machine.instant(),
                key,
                minus(after.addresses(), before.addresses()),
                minus(before.addresses(), after.addresses())));
    if (lastWrites.size() > WRITES_TOLD) {
      lastWrites.removeFirst();
    }
  }

  /** The last writes, one a line. */
  String story() {
    return String.join("\n", lastWrites);
  }
}
