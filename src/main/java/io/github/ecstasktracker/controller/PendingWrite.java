package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A patch on its way into a transaction. Guarded by the lock of {@link GroupCommit}. */
final class PendingWrite implements Comparable<PendingWrite> {
  /** An entry's share of an expression, and what its value takes beside the two texts. */
  private static final int ENTRY_BYTES = 64;

  private static final int ITEM_BYTES = 1_024;

  final ServerPatch patch;

  /** When the oldest read began that the plan rests on. */
  final long basisNanos;

  final CompletableFuture<WriteResult> result = new CompletableFuture<>();

  /** How many patches a transaction may have that it is in. */
  int groupMax;

  private final long place;

  /**
   * @param place its own; the lowest goes first
   */
  PendingWrite(ServerPatch patch, long basisNanos, long place, int groupMax) {
    this.patch = patch;
    this.basisNanos = basisNanos;
    this.place = place;
    this.groupMax = groupMax;
  }

  /** What the patch takes of a request at most, but for what an item holds beside its servers. */
  long bytes() {
    long bytes = ITEM_BYTES + bytes(patch.result());
    return patch.base() instanceof StoredBackend.Present present
        ? bytes + bytes(present.servers())
        : bytes;
  }

  private static long bytes(Map<String, StoredServer> servers) {
    long bytes = 0;
    for (StoredServer server : servers.values()) {
      String url = server.url();
      bytes += 2L * server.key().length() + (url == null ? 0 : url.length()) + ENTRY_BYTES;
    }
    return bytes;
  }

  @Override
  public int compareTo(PendingWrite other) {
    return Long.compare(place, other.place);
  }
}
