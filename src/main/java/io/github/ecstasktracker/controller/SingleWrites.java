package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Bundle.Landed;
import io.github.ecstasktracker.controller.Bundle.Settled;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes each bundle by itself and unfenced: for the only replica there is. Where the whole bundle
 * does not land, the patch is written alone.
 */
final class SingleWrites {
  private final BackendWriter writer;

  SingleWrites(BackendWriter writer) {
    this.writer = writer;
  }

  Settled write(Bundle bundle) {
    try {
      List<WriteOutcome> outcomes = writer.write(bundle.group(), Optional.empty());
      WriteOutcome own = outcomes.getLast();
      if (!bundle.evictions().isEmpty() && mayLandAlone(own)) {
        return write(bundle.with(List.of()));
      }
      return new Settled(new Commit.Tried(own), landed(bundle.evictions(), outcomes));
    } catch (RuntimeException e) {
      return new Settled(new Commit.Broken(e), List.of());
    }
  }

  /** A conflict of its own would meet it alone, too. */
  private static boolean mayLandAlone(WriteOutcome own) {
    return own instanceof WriteOutcome.NotTried
        || own instanceof WriteOutcome.Failed
        || own instanceof WriteOutcome.Rejected;
  }

  private static List<Landed> landed(List<ServerPatch> evictions, List<WriteOutcome> outcomes) {
    List<Landed> landed = new ArrayList<>();
    for (int i = 0; i < evictions.size(); i++) {
      if (outcomes.get(i) instanceof WriteOutcome.Applied applied) {
        landed.add(new Landed(evictions.get(i), applied.item()));
      }
    }
    return landed;
  }
}
