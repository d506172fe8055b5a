package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.system.MemoryTable.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
 *   <li>An address that came into a second item leaves the first one at the next write to it by the
 *       same process, or at the one after it: another process may not have seen the heir yet, and
 *       what this one read for the next write may have told nothing of it (ECS throttles, a page
 *       fails). A write that only makes room for addresses of other items, whose looks it is part
 *       of, looks at no more than these.
 * </ul>
 *
 * <p>The time leaves room for what no reader can know: ECS's answers may be ten seconds old, a read
 * takes a while, and a port is handed out again within a second of its release. An address that a
 * task inherited from a dead one, whose server was never taken out, gets {@link #INHERITED}: it may
 * leave on the dead one's account as long as no answer has told of the heir.
 */
final class Watch implements MemoryTable.Listener {
  static final Duration FIRM = Duration.ofSeconds(45);

  static final Duration INHERITED = Duration.ofMinutes(5);

  /** The longest that the simulator takes for it. */
  private static final Duration HOST_LOSS_NOTICED = Duration.ofMinutes(2);

  private static final int CHANGES_TOLD = 30;

  private final SimulatedAccount account;
  private final Machine machine;
  private final Map<BackendKey, SortedMap<String, Instant>> truths = new TreeMap<>();
  private final Map<BackendKey, Long> changesSeen = new HashMap<>();
  private final Map<BackendKey, Instant> changedAt = new HashMap<>();
  private final Map<BackendKey, Instant> editedAt = new HashMap<>();
  private final Map<BackendKey, Instant> healthTurnedAt = new HashMap<>();
  // By the writes of ours alone: what people put in is theirs.
  private final Map<String, Set<BackendKey>> holders = new HashMap<>();
  private final Map<String, Instant> putInAt = new HashMap<>();
  private final Map<BackendKey, Map<String, Stray>> strayed = new HashMap<>();
  private final Map<BackendKey, Set<String>> stand = new HashMap<>();
  private final Map<String, Long> stoodUntil = new HashMap<>();
  private final ArrayDeque<String> lastChanges = new ArrayDeque<>();
  private final List<AssertionError> violations = new ArrayList<>();
  private Instant hostDiedAt = Instant.EPOCH;
  private Instant shakenUntil = Instant.EPOCH;
  private Duration shakenBy = Duration.ZERO;
  private long allChangesSeen;

  /**
   * An address that came into another item.
   *
   * @param writer the process that put it there
   * @param spared whether it has stayed through one write of that process since
   */
  private record Stray(String writer, boolean spared) {}

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

  /** Servers of it may leave while they serve: the operator wants it so where their host drains. */
  void hostDrains(String service) {
    healthTurnedAt.put(new BackendKey(service), machine.instant());
  }

  /** That its tasks are gone is nobody's to know before ECS has noticed. */
  void hostDies() {
    hostDiedAt = machine.instant();
  }

  /** People changed the item: what was true of it before is not now. */
  void edited(String service) {
    changedAt.put(new BackendKey(service), machine.instant());
    editedAt.put(new BackendKey(service), machine.instant());
  }

  /** Whether people changed the item so lately that no scan need have shown it yet. */
  boolean editedUnseen(BackendKey key) {
    Instant edited = editedAt.get(key);
    return edited != null && edited.plus(Life.RESYNC.multipliedBy(2)).isAfter(machine.instant());
  }

  /**
   * Somebody may write what he read so long ago: he was held up, or his request was.
   *
   * @param by how much later than usual
   */
  void shaken(Duration by) {
    Instant until = machine.instant().plus(by).plus(FIRM);
    if (until.isAfter(shakenUntil)) {
      shakenUntil = until;
    }
    if (by.compareTo(shakenBy) > 0) {
      shakenBy = by;
    }
  }

  private Duration firm() {
    if (!machine.instant().isBefore(shakenUntil)) {
      shakenBy = Duration.ZERO;
    }
    return FIRM.plus(shakenBy);
  }

  /** What somebody who was held up, or whose clocks are wrong, has more time for. */
  Duration slack() {
    return firm().minus(FIRM);
  }

  /**
   * Until when, in true time, a task of the service of that name ran at the address, by ECS's own
   * record and be it healthy or not; now where one does, empty where none ever did.
   */
  OptionalLong stoodUntil(BackendKey key, String address) {
    look(key);
    if (stand.getOrDefault(key, Set.of()).contains(address)) {
      return OptionalLong.of(machine.clock().nanos());
    }
    Long until = stoodUntil.get(key + " " + address);
    return until == null ? OptionalLong.empty() : OptionalLong.of(until);
  }

  /** Notes when truths change; to be called at every moment. */
  void look() {
    long changes = account.changes(Life.CLUSTER);
    if (changes != allChangesSeen) {
      allChangesSeen = changes;
      truths.keySet().forEach(this::look);
    }
  }

  private SortedMap<String, Instant> look(BackendKey key) {
    long changes = account.changes(Life.CLUSTER, key.name());
    Long seen = changesSeen.put(key, changes);
    if (seen != null && seen == changes) {
      return truths.get(key);
    }
    Set<String> standing = account.standing(Life.CLUSTER, key.name());
    for (String address : stand.getOrDefault(key, Set.of())) {
      if (!standing.contains(address)) {
        stoodUntil.put(key + " " + address, machine.clock().nanos());
      }
    }
    stand.put(key, standing);
    SortedMap<String, Instant> now = account.servingSince(Life.CLUSTER, key.name());
    if (!now.equals(truths.put(key, now))) {
      changedAt.put(key, machine.instant());
    }
    return now;
  }

  @Override
  public void written(String writer, BackendKey key, Item before, Item after) {
    note(writer, key, before, after);
    if (!truths.containsKey(key)) {
      throw violation(Invariant.I5, "wrote to an item that is nobody's: " + key);
    }
    SortedMap<String, Instant> truth = look(key);
    Set<String> removed = minus(before.addresses(), after.addresses());
    for (String address : removed) {
      Instant since = truth.get(address);
      if (since != null && firm(since, key, address) && firm(healthTurnedAt.get(key))) {
        throw violation(Invariant.I16, "removed " + address + " of " + key + ", which serves");
      }
    }
    // What left on the account of a dead task, while no answer told of its heir, was not needless.
    boolean inherited =
        removed.stream().anyMatch(at -> truth.containsKey(at) && !firm(truth.get(at), key, at));
    if (wellFormed(before)
        && before.addresses().equals(truth.keySet())
        && !inherited
        && firm(changedAt.get(key))
        && firm(healthTurnedAt.get(key))
        && machine.instant().isAfter(hostDiedAt.plus(HOST_LOSS_NOTICED).plus(FIRM))) {
      throw violation(Invariant.I7, "wrote to " + key + ", which was as it should be");
    }
    strays(writer, key, minus(after.addresses(), before.addresses()), removed, after);
  }

  private void strays(
      String writer, BackendKey key, Set<String> added, Set<String> removed, Item after) {
    removed.forEach(address -> holders(address).remove(key));
    if (added.isEmpty() && !removed.isEmpty() && makesRoom(key, removed)) {
      removed.forEach(strayed.getOrDefault(key, new TreeMap<>())::remove);
      return;
    }
    Map<String, Stray> stay = new TreeMap<>();
    strayed
        .getOrDefault(key, Map.of())
        .forEach(
            (address, stray) -> {
              if (stray.writer().equals(writer)
                  && after.addresses().contains(address)
                  && servesElsewhere(key, address)) {
                if (stray.spared()) {
                  throw violation(
                      Invariant.I8, address + " is still in " + key + " and in another item too");
                }
                stay.put(address, new Stray(writer, true));
              }
            });
    strayed.put(key, stay);
    for (String address : added) {
      holders(address)
          .forEach(
              other ->
                  strayed
                      .computeIfAbsent(other, o -> new TreeMap<>())
                      .put(address, new Stray(writer, false)));
      holders(address).add(key);
      putInAt.put(key + " " + address, machine.instant());
    }
  }

  private boolean makesRoom(BackendKey key, Set<String> removed) {
    return removed.stream()
        .allMatch(
            address ->
                truths.keySet().stream()
                    .anyMatch(other -> !other.equals(key) && look(other).containsKey(address)));
  }

  /** Once nobody is there any more, it leaves both as what is absent does. */
  private boolean servesElsewhere(BackendKey key, String address) {
    return holders(address).stream()
        .filter(other -> !other.equals(key))
        .map(other -> look(other).get(address))
        .anyMatch(since -> since != null && firm(since));
  }

  private Set<BackendKey> holders(String address) {
    return holders.computeIfAbsent(address, a -> new TreeSet<>());
  }

  private boolean firm(Instant startedAt, BackendKey key, String address) {
    Instant since = putInAt.getOrDefault(key + " " + address, Instant.EPOCH);
    Duration time = since.isBefore(startedAt) ? INHERITED.plus(shakenBy) : firm();
    return startedAt.plus(time).isBefore(machine.instant());
  }

  private boolean firm(Instant since) {
    return since == null || since.plus(firm()).isBefore(machine.instant());
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

  private void note(String writer, BackendKey key, Item before, Item after) {
    tell(
        "%s wrote %s: -%s +%s"
            .formatted(
                writer,
                key,
                minus(before.addresses(), after.addresses()),
                minus(after.addresses(), before.addresses())));
  }

  /** For the story of the run. */
  void tell(String line) {
    lastChanges.addLast(machine.instant() + " " + line);
    if (lastChanges.size() > CHANGES_TOLD) {
      lastChanges.removeFirst();
    }
  }

  private Violation violation(Invariant invariant, String what) {
    Violation violation = new Violation(invariant, what);
    violations.add(violation);
    return violation;
  }

  /**
   * Throws what was found. It was thrown when it was found too, but within the controller, which
   * goes on after a job that broke off.
   */
  void check() {
    if (!violations.isEmpty()) {
      throw violations.getFirst();
    }
  }

  /** An error in the log is as bad as a wrong write. */
  void found(AssertionError error) {
    violations.add(error);
  }

  /** The last changes of the table, one a line. */
  String story() {
    return String.join("\n", lastChanges);
  }
}
