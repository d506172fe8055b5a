package io.github.ecstasktracker.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of one backend.
 *
 * @param services the services that feed it; empty for a foreign item
 * @param tasks their tasks, servers or not, each with its reason
 * @param servers the item's servers as last read or written; empty where there is no readable item
 * @param pending changes that are wanted and not made yet; in a dry run they stay
 * @param holds removals that are kept back
 * @param problem what keeps it from being in sync, for a person: a failed read, a malformed item,
 *     the last write's refusal
 * @param observedAt wall time of the read that this stands on; where the last one failed, of the
 *     one before
 */
public record BackendView(
    BackendKey key,
    State state,
    SortedSet<ServiceKey> services,
    List<ObservedTask> tasks,
    Optional<SortedMap<String, StoredServer>> servers,
    List<ServerChange> pending,
    List<Hold> holds,
    Optional<String> problem,
    Instant observedAt) {
  public BackendView {
    services = Collections.unmodifiableSortedSet(new TreeSet<>(services));
    tasks = List.copyOf(tasks);
    servers = servers.map(map -> Collections.unmodifiableSortedMap(new TreeMap<>(map)));
    pending = List.copyOf(pending);
    holds = List.copyOf(holds);
  }

  /** One word for a backend. Also the values of a metric's label. */
  public enum State {
    /** The item is as it should be. */
    IN_SYNC,
    /** Changes are wanted: about to be written, or shown by a dry run. */
    OUT_OF_SYNC,
    /** All that may be done is done; at least one loud hold remains. */
    HELD,
    /** The read was void, or a task is Unknown and keeps removals back. */
    UNKNOWN,
    /** A pause label keeps hands off it. */
    PAUSED,
    /** The item must not be touched as it stands. */
    MALFORMED,
    /** The item belongs to no service of the clusters: hand-made, left alone. */
    FOREIGN,
    /** Its services claim it in a way that cannot be served, or the store refuses it. */
    ERROR
  }
}
