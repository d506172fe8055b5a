package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Bundle.Settled;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Standing;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes patches and records what landed: under a term's fence in groups ({@link GroupCommit}),
 * without leader election one by one. A standby writes nothing, and a leader nothing from a read
 * that began before its term.
 *
 * <p>An address is in one managed backend at most: the old owner loses it in the new one's
 * transaction. The new owner never waits for that (see {@link Evictions}).
 */
final class Committer {
  private final Leadership leadership;
  private final GroupCommit grouped;
  private final SingleWrites single;
  private final Evictions evictions;
  private final Contention contention;
  private final Recency recency;
  private final ChangeLog changes;
  private final ControllerMetrics metrics;
  private final InstantSource wall;

  Committer(
      BackendWriter writer,
      Leadership leadership,
      Evictions evictions,
      Contention contention,
      Recency recency,
      ChangeLog changes,
      ControllerMetrics metrics,
      InstantSource wall) {
    this.leadership = leadership;
    this.grouped = new GroupCommit(writer, leadership, metrics);
    this.single = new SingleWrites(writer);
    this.evictions = evictions;
    this.contention = contention;
    this.recency = recency;
    this.changes = changes;
    this.metrics = metrics;
    this.wall = wall;
  }

  /**
   * A patch to be written. Whoever wants it owns the backend's key.
   *
   * @param readBegunNanos when the read began that it was planned from
   * @param why the look that wants it
   */
  record Intent(ServerPatch patch, long readBegunNanos, Reconciler.Reason why, String reconcileId) {
    /** The same wish, of a part of its patch. */
    Intent of(ServerPatch part) {
      return new Intent(part, readBegunNanos, why, reconcileId);
    }
  }

  /** How many intents are worth collecting for one commit. */
  int worthCollecting() {
    return unfenced(leadership.standing()) ? 1 : BackendWriter.GROUP_MAX;
  }

  /**
   * Writes the patches, and takes their new addresses from whoever else holds them. Blocks until it
   * is done.
   *
   * @param intents no backend twice
   * @return in their order
   */
  List<Commit> commit(List<Intent> intents) {
    Standing standing = leadership.standing();
    Map<BackendKey, Commit> commits = new HashMap<>();
    List<Intent> admitted = new ArrayList<>();
    for (Intent intent : intents) {
      Optional<Commit> withheld = Commit.withheld(standing, intent.readBegunNanos());
      if (withheld.isPresent()) {
        commits.put(intent.patch().key(), withheld.get());
        continue;
      }
      Contention.Admitted part = uncontested(intent);
      part.rest()
          .ifPresentOrElse(
              rest -> admitted.add(intent.of(rest)),
              () ->
                  commits.put(
                      intent.patch().key(), new Commit.Contested(part.reason().orElseThrow())));
    }
    write(admitted, unfenced(standing), commits);
    return intents.stream().map(Intent::patch).map(ServerPatch::key).map(commits::get).toList();
  }

  private void write(List<Intent> admitted, boolean unfenced, Map<BackendKey, Commit> commits) {
    List<Intent> sent = new ArrayList<>();
    List<Bundle> bundles = new ArrayList<>();
    List<ServerPatch> patches = admitted.stream().map(Intent::patch).toList();
    try (Evictions.Claims claims = evictions.claims(patches)) {
      for (Intent intent : admitted) {
        try {
          Optional<Bundle> bundle = bundle(intent, claims);
          if (bundle.isPresent()) {
            bundles.add(bundle.get());
            sent.add(intent);
          } else {
            commits.put(intent.patch().key(), new Commit.Outdated());
          }
        } catch (RuntimeException e) {
          commits.put(intent.patch().key(), new Commit.Broken(e));
        }
      }
      List<Settled> settled =
          unfenced ? bundles.stream().map(single::write).toList() : grouped.write(bundles);
      for (int i = 0; i < sent.size(); i++) {
        record(sent.get(i), settled.get(i));
        commits.put(sent.get(i).patch().key(), settled.get(i).commit());
      }
    }
  }

  /** An operator's force ends the wait. */
  private Contention.Admitted uncontested(Intent intent) {
    return intent.why().force()
        ? new Contention.Admitted(Optional.of(intent.patch()), Optional.empty())
        : contention.admit(intent.patch());
  }

  private static boolean unfenced(Standing standing) {
    return standing instanceof Standing.Leader leader && leader.term().fence().isEmpty();
  }

  /** Empty where the intent comes from an older read than a holder of its addresses knows. */
  private static Optional<Bundle> bundle(Intent intent, Evictions.Claims claims) {
    return claims
        .evictionsFor(intent.patch(), intent.readBegunNanos())
        .map(
            evicted ->
                new Bundle(
                    intent.patch(), evicted, intent.why().urgency(), intent.readBegunNanos()));
  }

  private void record(Intent intent, Settled settled) {
    settled.evictions().forEach(landed -> record(intent, landed.patch(), landed.item()));
    if (settled.commit()
        instanceof Commit.Tried(WriteOutcome.Applied(StoredBackend.Present item))) {
      contention.wrote(intent.patch());
      record(intent, intent.patch(), item);
    }
  }

  private void record(Intent intent, ServerPatch patch, StoredBackend.Present item) {
    recency.landed(patch.key());
    metrics.applied(patch.changes());
    changes.add(
        new AppliedChange(
            wall.instant(),
            patch.key(),
            intent.why().cause(),
            patch.changes(),
            before(patch),
            item.servers(),
            intent.reconcileId()));
  }

  private static SortedMap<String, StoredServer> before(ServerPatch patch) {
    return patch.base() instanceof StoredBackend.Present present
        ? present.servers()
        : new TreeMap<>();
  }
}
