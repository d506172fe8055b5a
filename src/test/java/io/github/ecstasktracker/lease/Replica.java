package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** An elector on a {@link LeaseStage}, with a clock and a line of its own. */
final class Replica implements MemoryLease.Line, TermListener {
  final Candidate candidate;
  final Elector elector;
  final List<String> told = new ArrayList<>();
  Function<MemoryLease.Call, MemoryLease.Fault> faults = _ -> MemoryLease.Fault.NONE;
  ToLongFunction<MemoryLease.Call> wayNanos = _ -> 0;

  /** Between the sending of a call and its landing, as often as the call travels. */
  Runnable onTheWay = () -> {};

  Runnable whenTold = () -> {};
  boolean dead;

  private final LeaseStage stage;
  private final double rate;

  Replica(LeaseStage stage, String name, String scope, LeaseTiming timing, double rate, long seed) {
    this.stage = stage;
    this.rate = rate;
    SplittableRandom random = new SplittableRandom(seed);
    this.candidate = new Candidate(name, new UUID(random.nextLong(), random.nextLong()), scope);
    this.elector =
        new Elector(
            stage.lease.through(this),
            candidate,
            timing,
            this,
            new Elector.Platform(
                clock(),
                _ -> {
                  throw new IllegalStateException("the stage takes the turns");
                },
                random,
                () -> new UUID(random.nextLong(), random.nextLong())));
  }

  /** Starts shortly before its readings overflow, which must not matter. */
  MonotonicClock clock() {
    return () -> Long.MAX_VALUE - 5_000_000_000L + (long) (stage.nowNanos() * rate);
  }

  long toStage(long ownNanos) {
    return (long) Math.ceil(ownNanos / rate);
  }

  boolean leads() {
    return !dead && elector.standing() instanceof LeaderState.Leader;
  }

  Term term() {
    return ((LeaderState.Leader) elector.standing()).term();
  }

  void kill() {
    dead = true;
  }

  @Override
  public MemoryLease.Fault fault(MemoryLease.Call call) {
    // The turn of one that was killed in it goes on, but reaches nobody any more.
    return dead ? MemoryLease.Fault.NOT_DONE : faults.apply(call);
  }

  @Override
  public void travel(MemoryLease.Call call) {
    onTheWay.run();
    stage.pass(Duration.ofNanos(wayNanos.applyAsLong(call)));
  }

  @Override
  public void delay(Runnable landing) {
    stage.late.add(landing);
  }

  @Override
  public void acquired(Term term) {
    told.add("acquired " + term.epoch());
    whenTold.run();
  }

  @Override
  public void lost(String reason) {
    told.add("lost: " + reason);
    whenTold.run();
  }
}
