package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.plan.Eviction;
import io.github.ecstasktracker.plan.Policy;
import io.github.ecstasktracker.store.BackendWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds who else holds the addresses that a patch adds, and makes the patches that take them away.
 * Another backend is claimed for that; one that is in work is marked dirty instead, for nobody
 * waits for it.
 *
 * <p>An address is not taken by an older read than its holder was judged from: the holder may know
 * better whose it is.
 */
final class Evictions {
  private final StateReader reader;
  private final ViewKeeper views;
  private final WorkQueue<BackendKey> queue;
  private final Recency recency;
  private final Policy policy;

  Evictions(
      StateReader reader,
      ViewKeeper views,
      WorkQueue<BackendKey> queue,
      Recency recency,
      Policy policy) {
    this.reader = reader;
    this.views = views;
    this.queue = queue;
    this.recency = recency;
    this.policy = policy;
  }

  /**
   * @param patches all that is to be written in one go, and nothing that is withheld
   */
  Claims claims(List<ServerPatch> patches) {
    return new Claims(patches);
  }

  /** The backends claimed for one commit, until it is over. */
  final class Claims implements AutoCloseable {
    private final Map<BackendKey, ServerPatch> own = new HashMap<>();
    private final Set<BackendKey> claimed = new HashSet<>();

    private Claims(List<ServerPatch> patches) {
      patches.forEach(patch -> own.put(patch.key(), patch));
    }

    /**
     * At most as many as go into one group with the patch.
     *
     * @return empty where a holder was judged from a newer read than the patch
     */
    Optional<List<ServerPatch>> evictionsFor(ServerPatch patch, long readBegunNanos) {
      Map<Address, String> takers = takers(patch);
      Map<BackendKey, Set<Address>> others =
          policy == Policy.SYNC ? views.othersHolding(patch.key(), takers.keySet()) : Map.of();
      List<ServerPatch> evictions = new ArrayList<>();
      for (Map.Entry<BackendKey, Set<Address>> held : others.entrySet()) {
        BackendKey other = held.getKey();
        if (leavesByItself(other, held.getValue())) {
          continue;
        }
        // Before the claim, so that what waits of the other stays as it is.
        if (recency.usedNewer(other, readBegunNanos)) {
          return Optional.empty();
        }
        boolean owned = evictions.size() < BackendWriter.GROUP_MAX - 1 && claim(other);
        if (owned && recency.usedNewer(other, readBegunNanos)) {
          return Optional.empty();
        }
        if (owned) {
          eviction(other, takers, patch.key()).ifPresent(evictions::add);
        } else {
          queue.add(other, WorkQueue.Priority.LIVE);
        }
      }
      return Optional.of(evictions);
    }

    private boolean claim(BackendKey other) {
      return queue.claim(other).isPresent() && claimed.add(other);
    }

    /** Whether the other's own patch, written in the same go, gives the addresses up. */
    private boolean leavesByItself(BackendKey other, Set<Address> addresses) {
      ServerPatch patch = own.get(other);
      return patch != null
          && patch.result().values().stream()
              .noneMatch(server -> server.address().filter(addresses::contains).isPresent());
    }

    @Override
    public void close() {
      for (BackendKey other : claimed) {
        queue.done(other);
        // Its view and its evidence are older than its item now.
        queue.add(other, WorkQueue.Priority.LIVE);
      }
    }
  }

  private Optional<ServerPatch> eviction(
      BackendKey other, Map<Address, String> takers, BackendKey newOwner) {
    return reader.item(other, Urgency.LIVE) instanceof Result.Ok<StoredBackend>(var stored)
            && stored instanceof StoredBackend.Present present
        ? Eviction.patch(present, takers, newOwner)
        : Optional.empty();
  }

  /** The addresses that a patch adds, each with the task that is there. */
  private static Map<Address, String> takers(ServerPatch patch) {
    Map<Address, String> takers = new HashMap<>();
    for (ServerChange change : patch.changes()) {
      if (change instanceof ServerChange.Add(StoredServer server, ChangeCause cause)) {
        server.address().ifPresent(address -> takers.put(address, cause.restsOn().orElseThrow()));
      }
    }
    return takers;
  }
}
