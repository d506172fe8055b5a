package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.plan.Claim;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps an address in one backend at most: dynamic ports and ENI addresses are handed out again
 * within seconds, and a request sent to the old backend would be answered by the wrong service.
 *
 * <p>A patch that adds an address which another item holds waits for one reconcile of that item,
 * whatever comes of it, and is planned anew: a backend that cannot be written holds nobody up. Of
 * backends that would wait for each other in a circle the last goes on.
 */
final class AddressHandover {
  /** Where reconciles are asked for. */
  interface Queue {
    /** Returns whether it was taken: not where the queue is full or shut down. */
    boolean add(BackendKey key, Request request, WorkQueue.Priority priority);
  }

  private final KnownItems items;
  private final Queue queue;

  // Guarded by this.
  private final Map<BackendKey, List<BackendKey>> waiting = new HashMap<>();

  AddressHandover(KnownItems items, Queue queue) {
    this.items = items;
    this.queue = queue;
  }

  /**
   * Has the other items reconciled that hold an address of this backend's tasks: they may have kept
   * it while the description of its task was too old to take it from them.
   */
  void tellHolders(BackendKey owner, Collection<Claim> claims) {
    List<Address> addresses =
        claims.stream().filter(one -> one.backend().equals(owner)).map(Claim::address).toList();
    for (BackendKey holder : items.holders(addresses)) {
      if (!holder.equals(owner)) {
        queue.add(holder, Request.drift(), WorkQueue.Priority.LIVE);
      }
    }
  }

  /**
   * What the patch waits for; empty where it may be written now. It completes with whether the
   * backend may be planned anew and written then: not where the queue is full or shut down.
   *
   * @param waitedFor holders that it does not wait for again; those that it waits for are added
   */
  Optional<CompletableFuture<Boolean>> before(ServerPatch patch, Set<BackendKey> waitedFor) {
    Set<BackendKey> others = items.holders(added(patch));
    others.removeAll(waitedFor);
    List<BackendKey> holders = waitFor(patch.key(), others);
    waitedFor.addAll(holders);
    if (holders.isEmpty()) {
      return Optional.empty();
    }
    List<CompletableFuture<Void>> reconciles = new ArrayList<>();
    for (BackendKey holder : holders) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      Request request = Request.drift().awaited(done);
      if (!queue.add(holder, request, WorkQueue.Priority.LIVE)) {
        done.cancel(false);
      }
      reconciles.add(done);
    }
    return Optional.of(
        CompletableFuture.allOf(reconciles.toArray(CompletableFuture[]::new))
            .handle(
                (_, failure) -> {
                  goesOn(patch.key());
                  return failure == null;
                }));
  }

  /**
   * Which holders to wait for. One step: of two backends that came here at once, the second would
   * not see that the first waits for it.
   */
  private synchronized List<BackendKey> waitFor(BackendKey key, Set<BackendKey> holders) {
    List<BackendKey> waited =
        holders.stream().filter(holder -> !holder.equals(key) && !waitsFor(holder, key)).toList();
    if (!waited.isEmpty()) {
      waiting.put(key, waited);
    }
    return waited;
  }

  private synchronized void goesOn(BackendKey key) {
    waiting.remove(key);
  }

  /** Ends, as nobody is entered who would close a circle. */
  private boolean waitsFor(BackendKey one, BackendKey other) {
    return waiting.getOrDefault(one, List.of()).stream()
        .anyMatch(next -> next.equals(other) || waitsFor(next, other));
  }

  private static Set<Address> added(ServerPatch patch) {
    Set<Address> addresses = new HashSet<>();
    for (ServerChange change : patch.changes()) {
      if (change instanceof ServerChange.Add add) {
        add.server().address().ifPresent(addresses::add);
      }
    }
    return addresses;
  }
}
