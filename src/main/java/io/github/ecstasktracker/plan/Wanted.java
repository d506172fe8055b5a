package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The servers that a backend should hold, and how a stored map comes to hold them. */
final class Wanted {
  private static final int DEFAULT_WEIGHT = 0;

  private record Entry(Server server, String arn) {}

  private final Map<Address, Entry> byAddress;
  private final Map<String, Entry> byKey = new HashMap<>();

  private Wanted(Map<Address, Entry> byAddress) {
    this.byAddress = byAddress;
    byAddress.values().forEach(entry -> byKey.put(entry.server().key(), entry));
  }

  static Wanted of(Desired desired) {
    Map<Address, Entry> byAddress = new TreeMap<>();
    for (ObservedTask observed : desired.tasks()) {
      if (observed.state() instanceof TaskState.Resolved(Server server)) {
        byAddress.put(server.address(), new Entry(server, observed.task().arn()));
      }
    }
    return new Wanted(byAddress);
  }

  Set<Address> addresses() {
    return byAddress.keySet();
  }

  /** Stored servers that send traffic to no wanted address. */
  List<StoredServer> unclaimed(Map<String, StoredServer> servers) {
    return servers.values().stream().filter(server -> entry(server).isEmpty()).toList();
  }

  /**
   * Additions and corrections, and the removal of entries that name a wanted address a second time.
   */
  List<ServerChange> changes(Map<String, StoredServer> servers) {
    Map<Entry, List<StoredServer>> stored = new HashMap<>();
    for (StoredServer server : servers.values()) {
      entry(server)
          .ifPresent(entry -> stored.computeIfAbsent(entry, e -> new ArrayList<>()).add(server));
    }
    List<ServerChange> changes = new ArrayList<>();
    for (Entry entry : byAddress.values()) {
      changes.addAll(
          correct(entry, stored.getOrDefault(entry, List.of()), servers.get(entry.server().key())));
    }
    return changes;
  }

  private static Collection<ServerChange> correct(
      Entry entry, List<StoredServer> stored, @Nullable StoredServer current) {
    Server server = entry.server();
    StoredServer target =
        StoredServer.of(server.address(), server.scheme(), weight(server, stored, current));
    List<ServerChange> changes = new ArrayList<>();
    if (current == null) {
      changes.add(
          new ServerChange.Add(
              target,
              stored.isEmpty()
                  ? new ChangeCause.InRotation(entry.arn())
                  : new ChangeCause.UsualForm(entry.arn())));
    } else if (!current.equals(target)) {
      changes.add(new ServerChange.Change(current, target, new ChangeCause.Differs(entry.arn())));
    }
    for (StoredServer other : stored) {
      if (!other.key().equals(target.key())) {
        changes.add(
            new ServerChange.Remove(
                other, new ChangeCause.UnderAnotherKey(entry.arn(), target.key())));
      }
    }
    return changes;
  }

  /** What is asked for; else what people gave the server, under its usual key first. */
  private static int weight(
      Server server, List<StoredServer> stored, @Nullable StoredServer current) {
    return server
        .weight()
        .orElseGet(
            () ->
                Stream.concat(Stream.ofNullable(current), stored.stream())
                    .flatMapToInt(one -> one.weight().stream())
                    .filter(weight -> weight >= 0)
                    .findFirst()
                    .orElse(DEFAULT_WEIGHT));
  }

  /**
   * The wanted server that a stored one names, by its key first: a wrong url under a right key is
   * corrected.
   */
  private Optional<Entry> entry(StoredServer stored) {
    Entry named = byKey.get(stored.key());
    return named != null ? Optional.of(named) : stored.address().map(byAddress::get);
  }
}
