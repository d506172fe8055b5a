package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Bundle.Landed;
import io.github.ecstasktracker.controller.Bundle.Settled;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A bundle on its way into a transaction. Not safe for threads: {@link GroupCommit} locks. */
final class WaitingBundle implements Comparable<WaitingBundle> {
  private final long place;
  private final List<Landed> landed = new ArrayList<>();
  private Bundle bundle;
  private int companyMax;
  private Optional<Commit> end = Optional.empty();

  /**
   * @param place its own; the lowest goes first
   * @param companyMax how many bundles a transaction may have that it is in
   */
  WaitingBundle(Bundle bundle, long place, int companyMax) {
    this.bundle = bundle;
    this.place = place;
    this.companyMax = companyMax;
  }

  Bundle bundle() {
    return bundle;
  }

  int companyMax() {
    return companyMax;
  }

  void companyMax(int most) {
    companyMax = most;
  }

  /** Whether there were any. */
  boolean dropEvictions() {
    boolean any = !bundle.evictions().isEmpty();
    bundle = bundle.with(List.of());
    return any;
  }

  void end(Commit commit) {
    end = Optional.of(commit);
  }

  boolean isSettled() {
    return end.isPresent();
  }

  Settled settled() {
    return new Settled(end.orElseThrow(), landed);
  }

  /**
   * Takes the outcomes of one transaction. The patch's own decides; where it was not tried, the
   * evictions that were at fault, or had landed before, do not go with it again.
   *
   * @param outcomes in the order of the bundle's group
   */
  void settle(List<WriteOutcome> outcomes) {
    List<ServerPatch> again = new ArrayList<>();
    for (int i = 0; i < bundle.evictions().size(); i++) {
      ServerPatch eviction = bundle.evictions().get(i);
      switch (outcomes.get(i)) {
        case WriteOutcome.Applied applied -> landed.add(new Landed(eviction, applied.item()));
        case WriteOutcome.NotTried innocent -> again.add(eviction);
        default -> {}
      }
    }
    WriteOutcome own = outcomes.getLast();
    if (own instanceof WriteOutcome.NotTried) {
      bundle = bundle.with(again);
    } else {
      end(new Commit.Tried(own));
    }
  }

  @Override
  public int compareTo(WaitingBundle other) {
    return Long.compare(place, other.place);
  }
}
