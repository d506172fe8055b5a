package io.github.ecstasktracker.system;

import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.dynamodb.ItemKey;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import io.github.ecstasktracker.target.BackendWriter;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One simulated run from its seed: at least two replicas, five services, thirty minutes and twenty
 * mishaps; then everything is well again, and the table must become true in time, and rest.
 *
 * <p>The seed fixes all of it. The hash is over every call, answer, write, change of leadership and
 * mishap in their order.
 */
final class Voyage {
  static final int MISHAPS_MIN = 20;

  private static final Duration WHOLE = Duration.ofMinutes(30);
  private static final Duration STORMY = Duration.ofMinutes(23);
  private static final Duration LONGER_BY = Duration.ofMinutes(1);
  private static final int SERVICES = 5;
  private static final double QUEUES = 0.1;
  private static final int MOST_TASKS = 3;
  private static final int QUIET_RESYNCS = 3;
  private static final int LARGE_EVERY = 150;
  static final int HUGE_EVERY = 2_000;
  private static final int HUGE_FROM = 300;
  private static final String MANY = "many";
  private static final int LARGE = 110;
  private static final int HUGE = 1_050;
  private static final int MORE_HOSTS = 20;

  /** What a circuit that failures have opened, a lost answer and the calls of a pass may take. */
  private static final Duration API_DELAY = Duration.ofSeconds(20);

  private static final Kind.Rhythm SLOWER =
      new Kind.Rhythm(Duration.ofSeconds(120), Duration.ofSeconds(30));

  private static final double USUAL_RHYTHM = 0.2;

  private static final LeaseTiming LONGER =
      new LeaseTiming(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(5));
  private static final LeaseTiming LONGEST =
      new LeaseTiming(Duration.ofSeconds(60), Duration.ofSeconds(40), Duration.ofSeconds(15));

  /** The shorter the lease, the more of a run is heartbeats; so most are long. */
  private static final double SHORT_LEASE = 0.1;

  private static final List<LeaseTiming> SHORT = List.of(LeaseTiming.DEFAULT, LONGER);

  /**
   * What came of it.
   *
   * @param mishaps how many of those that were begun came about
   * @param violation the first one; empty where everything held, and where something else failed
   * @param failure empty where everything held
   */
  record Outcome(
      long seed,
      long hash,
      long staleWrites,
      int mishaps,
      Tally tally,
      Optional<Violation> violation,
      Optional<String> failure) {
    String line() {
      return "seed %d, trace hash %s%s"
          .formatted(
              seed,
              HexFormat.of().toHexDigits(hash),
              failure.map(text -> ": " + text).orElse(", nothing violated"));
    }
  }

  private final long seed;
  private final int many;
  private final Dice dice;
  private final Fleet fleet;
  private final Acts acts;
  private final Storm storm;

  private Voyage(long seed, UnaryOperator<BackendWriter> writer) {
    this.seed = seed;
    this.many = seed % HUGE_EVERY == HUGE_FROM ? HUGE : seed % LARGE_EVERY == 1 ? LARGE : 0;
    this.dice = Dice.of(seed * 31);
    this.fleet = new Fleet(seed, plan(writer));
    this.acts = new Acts(fleet, SERVICES, MOST_TASKS);
    this.storm = new Storm(fleet, acts);
  }

  private Fleet.Plan plan(UnaryOperator<BackendWriter> writer) {
    WorldSettings world = WorldSettings.realistic();
    return new Fleet.Plan(
        dice.chance(0.1) ? 3 : 2,
        dice.chance(QUEUES),
        dice.chance(SHORT_LEASE) ? dice.pick(SHORT) : LONGEST,
        dice.chance(USUAL_RHYTHM) ? Kind.Rhythm.USUAL : SLOWER,
        dice.chance(0.2) ? world.withShortTaskArns() : world,
        writer);
  }

  static Outcome of(long seed) {
    return of(seed, UnaryOperator.identity());
  }

  /**
   * @param writer what stands between each process and the store
   */
  static Outcome of(long seed, UnaryOperator<BackendWriter> writer) {
    Voyage voyage = new Voyage(seed, writer);
    @Nullable Throwable failure = null;
    try {
      voyage.sail();
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
    return voyage.outcome(failure);
  }

  private Outcome outcome(@Nullable Throwable failure) {
    int mishaps = storm.cameAbout();
    storm.count();
    return new Outcome(
        seed,
        fleet.ledger.hash(),
        fleet.store.staleWrites(),
        mishaps,
        fleet.ledger.tally(),
        failure instanceof Violation violation ? Optional.of(violation) : Optional.empty(),
        failure == null
            ? Optional.empty()
            : Optional.of(
                "at %s: %s%nlast changes:%n%s"
                    .formatted(fleet.account.clock().now(), failure, fleet.watch().story())));
  }

  private void sail() {
    long begun = fleet.machine.clock().nanos();
    size();
    if (fleet.hasShortArns()) {
      fleet.ledger.tally().happened(Mishap.ECS_SHORT_ARNS);
    }
    fleet.settle();
    fleet.seats().forEach(Fleet.Seat::start);
    if (dice.chance(0.05)) {
      fleet.dryRun().start();
    }
    storm.brew(MISHAPS_MIN);
    fleet.pass(STORMY);
    awaitMishaps();
    fleet.settle();
    storm.clears();
    grow();
    fleet.settle();
    fleet.heals(fleet.resync().multipliedBy(listsToProve()).plus(API_DELAY), QUIET_RESYNCS);
    loseUnheard();
    fleet.ledger.tested(Invariant.I8);
    for (Fleet.Seat seat : fleet.seats()) {
      seat.atRest(fleet.backends());
    }
    fleet.check();
    long left = WHOLE.toNanos() - (fleet.machine.clock().nanos() - begun);
    if (left > 0) {
      fleet.rest(Duration.ofNanos(left));
    }
  }

  /**
   * What a new process needs: two lists prove that no task is behind a server. A leader whose epoch
   * was deleted notices it at its next write, and its next term proves anew (seed 3716).
   */
  private int listsToProve() {
    ItemKey epoch = MemoryTable.EPOCH;
    return fleet.table.db().item(epoch.table(), epoch.id()).isEmpty() ? 4 : 2;
  }

  /** In a run that has seen too little the storm goes on. */
  private void awaitMishaps() {
    long latest = fleet.machine.clock().nanos() + STORMY.toNanos();
    while (storm.cameAbout() < MISHAPS_MIN) {
      if (fleet.machine.clock().nanos() > latest) {
        throw new AssertionError("only %d mishaps came about".formatted(storm.cameAbout()));
      }
      fleet.pass(LONGER_BY);
    }
  }

  /** Who has seen a task alive asks for it by name: one resync tells that it has stopped. */
  private void loseUnheard() {
    storm.silences();
    acts.lose();
    if (many == LARGE && isThere(MANY)) {
      // What is beyond the first page is to be found there, and not by an event.
      fleet.service(MANY).roll();
    }
    fleet.settle();
    fleet.passUntil(fleet::inSync, fleet.resync().plus(API_DELAY), "true to ECS without an event");
  }

  /**
   * Some clusters are large: their lists have pages. By the seed's number, so that none is missed.
   */
  private void size() {
    if (many > 0) {
      for (int i = 1; i <= MORE_HOSTS; i++) {
        fleet.cluster().host("i-more-" + i, "10.0.1." + i);
      }
      fleet.service(MANY).tasks(many).bridge(80);
      fleet
          .ledger
          .tally()
          .happened(
              many == HUGE ? Mishap.ECS_MORE_THAN_1000_TASKS : Mishap.ECS_MORE_THAN_100_TASKS);
    }
  }

  /** What was large is so again, whatever the storm has made of it: its end is to see pages too. */
  private void grow() {
    if (many > 0 && isThere(MANY)) {
      fleet.service(MANY).tasks(many);
    }
  }

  private boolean isThere(String service) {
    return fleet.cluster().serviceNames().contains(service);
  }
}
