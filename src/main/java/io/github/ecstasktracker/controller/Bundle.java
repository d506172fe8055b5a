package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A patch, and the patches that take its new addresses from those who held them. Where one of the
 * latter cannot be made, the patch goes without it.
 *
 * @param readBegunNanos when the read began that it was planned from
 */
record Bundle(
    ServerPatch patch, List<ServerPatch> evictions, Urgency urgency, long readBegunNanos) {
  /** An entry's share of an expression, and what its value takes beside the two texts. */
  private static final int ENTRY_BYTES = 64;

  private static final int ITEM_BYTES = 1_024;

  Bundle {
    evictions = List.copyOf(evictions);
  }

  /** In the order of a group: who held an address loses it before the new owner has it. */
  List<ServerPatch> group() {
    List<ServerPatch> group = new ArrayList<>(evictions);
    group.add(patch);
    return group;
  }

  Bundle with(List<ServerPatch> remaining) {
    return new Bundle(patch, remaining, urgency, readBegunNanos);
  }

  /** What the group takes of a request at most, but for what an item holds beside its servers. */
  long bytes() {
    long bytes = 0;
    for (ServerPatch each : group()) {
      bytes += ITEM_BYTES + bytes(each.result());
      if (each.base() instanceof StoredBackend.Present present) {
        bytes += bytes(present.servers());
      }
    }
    return bytes;
  }

  private static long bytes(Map<String, StoredServer> servers) {
    long bytes = 0;
    for (StoredServer server : servers.values()) {
      String url = server.url();
      bytes += 2L * server.key().length() + (url == null ? 0 : url.length()) + ENTRY_BYTES;
    }
    return bytes;
  }

  /** An eviction that landed. */
  record Landed(ServerPatch patch, StoredBackend.Present item) {}

  /** What became of a bundle. */
  record Settled(Commit commit, List<Landed> evictions) {
    Settled {
      evictions = List.copyOf(evictions);
    }
  }
}
