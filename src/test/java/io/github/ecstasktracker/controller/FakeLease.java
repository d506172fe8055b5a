package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.model.Fence;
import java.util.Optional;
import java.util.UUID;

/** A lease in the test's hand: who holds it, and what the store knows of that. */
final class FakeLease implements Leadership {
  private volatile LeaderState standing = new LeaderState.Standby(Optional.empty());
  private volatile Optional<Fence> inStore = Optional.empty();
  private volatile int refusals;
  private long epoch;

  /** Runs once, when somebody has asked who leads and has not acted upon the answer yet. */
  Runnable beside = () -> {};

  /** A term of this process begins. */
  synchronized Fence acquire(long nowNanos) {
    Fence fence = another();
    standing = new LeaderState.Leader(new Term(epoch, Optional.of(fence), nowNanos));
    return fence;
  }

  /** Another process takes over, and this one does not know. */
  synchronized Fence another() {
    epoch++;
    Fence fence = new Fence("traefik-lease", "traefik/epoch", new UUID(0, epoch));
    inStore = Optional.of(fence);
    return fence;
  }

  void lose(String leader) {
    standing = new LeaderState.Standby(Optional.of(leader));
  }

  /** What the store's condition says. */
  boolean stands(Fence fence) {
    return inStore.equals(Optional.of(fence));
  }

  int refusals() {
    return refusals;
  }

  @Override
  public LeaderState standing() {
    LeaderState answer = standing;
    Runnable now = beside;
    beside = () -> {};
    now.run();
    return answer;
  }

  @Override
  public synchronized void refused(Fence fence) {
    refusals++;
    if (standing instanceof LeaderState.Leader(Term term)
        && term.fence().equals(Optional.of(fence))) {
      lose("other");
    }
  }
}
