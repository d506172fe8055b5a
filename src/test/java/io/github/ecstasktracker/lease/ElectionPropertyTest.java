package io.github.ecstasktracker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.lease.MemoryLease.Call;
import io.github.ecstasktracker.lease.MemoryLease.Fault;
import io.github.ecstasktracker.model.Fence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Elections under everything that can go wrong, drawn from a seed. {@link MemoryLease} checks at
 * each change that tokens are fresh, epochs grow and no ended term is renewed.
 */
class ElectionPropertyTest {
  private static final int SEEDS = Integer.getInteger("lease.seeds", 200);
  private static final Duration TROUBLED = Duration.ofMinutes(10);

  /** A lease, two retries, and the longest way there and back of two calls in calm times. */
  private static final Duration CALM_AFTER =
      LeaseTiming.DEFAULT.duration().multipliedBy(2).plusSeconds(10);

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  /** Nothing is sacred: items deleted, clocks at half and double speed, pauses of ten leases. */
  @ParameterizedTest
  @MethodSource("seeds")
  void anyTrouble_storeAcceptsOnlyTheNewestTerm_andOneLeadsInTheEnd(long seed) {
    new Trial(seed, 0.5, 2, true).run();
  }

  /**
   * By time alone, without the fence, one at most takes itself for the leader, while clocks differ
   * in speed by less than the ratio of duration and deadline, and nobody deletes the heartbeat.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void clocksOfLikeSpeed_oneAtMostTakesItselfForTheLeader(long seed) {
    new Trial(seed, 0.85, 1.2, false).run();
  }

  /** Replicas, their troubles, and what must hold. */
  private static final class Trial {
    private final LeaseStage stage = new LeaseStage();
    private final SplittableRandom random;
    private final double slowest;
    private final double fastest;

    /** Items are deleted, and leaders write and hear of refusals; else time alone decides. */
    private final boolean fenced;

    private final List<Long> accepted = new ArrayList<>();
    private double unrest;
    private int started;

    Trial(long seed, double slowest, double fastest, boolean fenced) {
      this.random = new SplittableRandom(seed);
      this.slowest = slowest;
      this.fastest = fastest;
      this.fenced = fenced;
    }

    void run() {
      stage.afterTurn = this::check;
      for (int i = random.nextInt(1, 4); i >= 0; i--) {
        startOne();
      }
      while (stage.now().compareTo(TROUBLED) < 0) {
        unrest = random.nextBoolean() ? 0 : random.nextDouble(0.6);
        trouble();
        stage.pass(Duration.ofMillis(random.nextLong(1, 30_000)));
      }
      calm();
    }

    private void startOne() {
      Replica replica =
          new Replica(
              stage,
              "replica-" + started++,
              random.nextInt(8) == 0 ? "other" : "main",
              LeaseTiming.DEFAULT,
              random.nextDouble(slowest, fastest),
              random.nextLong());
      replica.faults = _ -> fault();
      replica.wayNanos = this::way;
      replica.onTheWay = this::check;
      stage.add(replica);
    }

    private Fault fault() {
      return random.nextDouble() < unrest
          ? Fault.values()[random.nextInt(1, Fault.values().length)]
          : Fault.NONE;
    }

    /** Mostly quick; now and then slow, or the process is paused with the call on its way. */
    private long way(Call call) {
      if (random.nextDouble() >= unrest / 10) {
        return random.nextLong(20_000_000);
      }
      int most = random.nextInt(4) == 0 ? 150_000 : 8_000;
      return Duration.ofMillis(random.nextInt(most)).toNanos();
    }

    private void trouble() {
      switch (random.nextInt(10)) {
        case 0 -> stage.lease.table = !stage.lease.table;
        case 1 -> delete();
        case 2, 3 -> land();
        case 4 -> {
          any().kill();
          startOne();
        }
        case 5 -> {
          Replica leaving = any();
          leaving.elector.stop();
          leaving.elector.release();
          startOne();
        }
        case 6 -> any().elector.stop();
        default -> startIfAlone();
      }
    }

    /** One of the two, so that the other tells the epoch on. */
    private void delete() {
      if (fenced && stage.lease.heartbeat.isPresent() && stage.lease.epoch.isPresent()) {
        if (random.nextBoolean()) {
          stage.lease.heartbeat = Optional.empty();
        } else {
          stage.lease.epoch = Optional.empty();
        }
      }
    }

    private void land() {
      while (!stage.late.isEmpty() && random.nextInt(4) != 0) {
        stage.late.remove(random.nextInt(stage.late.size())).run();
      }
    }

    private Replica any() {
      return stage.replicas.get(random.nextInt(stage.replicas.size()));
    }

    private void startIfAlone() {
      if (living().size() < 2) {
        startOne();
      }
    }

    private List<Replica> living() {
      return stage.replicas.stream()
          .filter(replica -> !replica.dead && replica.elector.isRunning())
          .toList();
    }

    private void check() {
      if (fenced) {
        stage.leaders().forEach(this::write);
      } else {
        // Without writes: a refusal would make one of two leaders a standby.
        stage.lease.must(() -> assertThat(stage.leaders()).hasSizeLessThanOrEqualTo(1));
      }
    }

    /** As the committer does: under the term's fence, and a refusal is told. */
    private void write(Replica replica) {
      if (!(replica.elector.standing() instanceof LeaderState.Leader(Term term))) {
        return;
      }
      Fence fence = term.fence().orElseThrow();
      if (stage.lease.accepts(fence)) {
        stage.lease.must(
            () -> assertThat(stage.lease.history).allMatch(mark -> mark.epoch() <= term.epoch()));
        accepted.add(term.epoch());
      } else {
        replica.elector.refused(fence);
        stage.lease.must(
            () -> assertThat(replica.elector.standing()).isInstanceOf(LeaderState.Standby.class));
      }
    }

    private static void assertAlternating(List<String> told) {
      for (int i = 0; i < told.size(); i++) {
        assertThat(told.get(i)).startsWith(i % 2 == 0 ? "acquired" : "lost");
      }
    }

    private void calm() {
      unrest = 0;
      stage.lease.table = true;
      stage.late.clear();
      startIfAlone();
      stage.pass(Duration.ofNanos((long) (CALM_AFTER.toNanos() / slowest)));
      assertThat(stage.leaders()).hasSize(1);
      assertThat(accepted).isSorted();
      stage.replicas.forEach(replica -> assertAlternating(replica.told));
      int terms = stage.lease.history.size();
      accepted.clear();

      stage.pass(Duration.ofMinutes(2));
      if (fastest / slowest <= 1.5) {
        assertThat(stage.lease.history).hasSize(terms);
      }
      assertThat(accepted.isEmpty()).isNotEqualTo(fenced);
    }
  }
}
