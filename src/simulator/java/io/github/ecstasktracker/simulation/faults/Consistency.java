package io.github.ecstasktracker.simulation.faults;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.core.Timeline;
import java.util.Set;

/**
 * How far reads lag behind. ECS "follows an eventual consistency model" (RunTask, Amazon ECS API
 * Reference) without saying how far, so each call draws a lag of its own: two calls may disagree,
 * and a later one may be older.
 */
public final class Consistency {
  /** The lag of a read hit by {@link FaultKind#STALE}, unless told otherwise. */
  private static final Span DEFAULT_LAG = Span.ofMillis(500, 10_000);

  private final Timeline timeline;
  private final Dice dice;
  private double chance;
  private Span lag = DEFAULT_LAG;
  private long newestSeen = Long.MIN_VALUE;
  private long staleReads;
  private long olderThanSeen;

  public Consistency(Timeline timeline, Dice dice) {
    this.timeline = timeline;
    this.dice = dice;
  }

  /** From now on that share of the reads is served from that far back. */
  public synchronized void lag(double chance, Span lag) {
    this.chance = chance;
    this.lag = lag;
  }

  /** Every read sees the present. */
  public synchronized void strong() {
    this.chance = 0;
    this.lag = DEFAULT_LAG;
  }

  /** The time whose state this read sees. */
  public synchronized long asOf(Set<FaultKind> faults) {
    boolean stale = faults.contains(FaultKind.STALE) || dice.chance(chance);
    long asOf = stale ? timeline.nanos() - dice.within(lag).toNanos() : timeline.nanos();
    staleReads += stale ? 1 : 0;
    olderThanSeen += asOf < newestSeen ? 1 : 0;
    newestSeen = Math.max(newestSeen, asOf);
    return asOf;
  }

  /** Reads that were served from the past. */
  public synchronized long staleReads() {
    return staleReads;
  }

  /** Reads that were served from an older past than one before them. */
  public synchronized long olderThanSeen() {
    return olderThanSeen;
  }
}
