package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.plan.Eviction;
import io.github.ecstasktracker.plan.Policy;
import io.github.ecstasktracker.store.BackendWriter;
import io.github.ecstasktracker.store.WriteOutcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes patches and records what landed.
 *
 * <p>An address is in one managed backend at most. Where a patch adds an address that another
 * backend's item still holds, the old one loses it in the same transaction. The new owner never
 * waits for that: where the other backend is in work, or the transaction fails, it is written alone
 * and the other one is marked dirty.
 */
final class Committer {
  private final BackendWriter writer;
  private final StateReader reader;
  private final ViewKeeper views;
  private final WorkQueue<BackendKey> queue;
  private final ChangeLog changes;
  private final ControllerMetrics metrics;
  private final InstantSource wall;
  private final Policy policy;

  Committer(
      BackendWriter writer,
      StateReader reader,
      ViewKeeper views,
      WorkQueue<BackendKey> queue,
      ChangeLog changes,
      ControllerMetrics metrics,
      InstantSource wall,
      Policy policy) {
    this.writer = writer;
    this.reader = reader;
    this.views = views;
    this.queue = queue;
    this.changes = changes;
    this.metrics = metrics;
    this.wall = wall;
    this.policy = policy;
  }

  /** Writes the patch, and takes its new addresses from whoever else holds them. */
  WriteOutcome commit(ServerPatch patch, String cause, String reconcileId) {
    Map<BackendKey, Set<Address>> others =
        policy == Policy.SYNC ? views.othersHolding(patch.key(), added(patch)) : Map.of();
    List<BackendKey> claimed = new ArrayList<>();
    try {
      List<ServerPatch> group = new ArrayList<>();
      others.forEach(
          (other, addresses) -> {
            if (queue.claim(other).isPresent()) {
              claimed.add(other);
              eviction(other, addresses, patch.key()).ifPresent(group::add);
            } else {
              queue.add(other, WorkQueue.Priority.LIVE);
            }
          });
      group.add(patch);
      List<WriteOutcome> outcomes = write(group, cause, reconcileId);
      WriteOutcome own = outcomes.getLast();
      // A conflict of its own would meet it alone, too.
      if (group.size() > 1
          && (own instanceof WriteOutcome.NotTried || own instanceof WriteOutcome.Failed)) {
        own = write(List.of(patch), cause, reconcileId).getFirst();
      }
      return own;
    } finally {
      for (BackendKey other : claimed) {
        queue.done(other);
        // Its view and its evidence are older than its item now.
        queue.add(other, WorkQueue.Priority.LIVE);
      }
    }
  }

  private List<WriteOutcome> write(List<ServerPatch> group, String cause, String reconcileId) {
    List<WriteOutcome> outcomes = writer.write(group);
    for (int i = 0; i < group.size(); i++) {
      if (outcomes.get(i) instanceof WriteOutcome.Applied(StoredBackend.Present item)) {
        ServerPatch patch = group.get(i);
        metrics.applied(patch.changes());
        changes.add(
            new AppliedChange(
                wall.instant(),
                patch.key(),
                cause,
                patch.changes(),
                before(patch),
                item.servers(),
                reconcileId));
      }
    }
    return outcomes;
  }

  private Optional<ServerPatch> eviction(
      BackendKey other, Set<Address> addresses, BackendKey newOwner) {
    return reader.item(other, Urgency.LIVE) instanceof Result.Ok<StoredBackend>(var stored)
            && stored instanceof StoredBackend.Present present
        ? Eviction.patch(present, addresses, newOwner.toString())
        : Optional.empty();
  }

  private static Set<Address> added(ServerPatch patch) {
    Set<Address> addresses = new HashSet<>();
    for (ServerChange change : patch.changes()) {
      if (change instanceof ServerChange.Add(StoredServer server, String reason)) {
        server.address().ifPresent(addresses::add);
      }
    }
    return addresses;
  }

  private static SortedMap<String, StoredServer> before(ServerPatch patch) {
    return patch.base() instanceof StoredBackend.Present present
        ? present.servers()
        : new TreeMap<>();
  }
}
