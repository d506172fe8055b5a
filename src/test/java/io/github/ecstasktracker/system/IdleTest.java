package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Where nothing changes nothing is written, for 10,000 virtual hours: one replica through all of
 * them, and two replicas, whose heartbeats cost a hundred times as many events, through as many as
 * {@code -Didle.fleet.hours} says.
 */
class IdleTest {
  private static final long RUNS = 20;
  private static final Duration HOURS_EACH = Duration.ofHours(500);
  private static final Duration FLEET_HOURS =
      Duration.ofHours(Long.getLong("idle.fleet.hours", 50));

  @Test
  void oneReplica_tenThousandHours_writesNothing() {
    long writes =
        LongStream.rangeClosed(1, RUNS)
            .parallel()
            .map(
                seed -> {
                  SimulatedSystem system = new SimulatedSystem(seed);
                  populate(system);
                  system.start();
                  return writesAtRest(system, HOURS_EACH);
                })
            .sum();
    assertThat(writes).isZero();
  }

  @Test
  void twoReplicas_writeNothing() {
    Fleet fleet =
        new Fleet(
            1,
            new Fleet.Plan(
                2,
                false,
                LeaseTiming.DEFAULT,
                Kind.Rhythm.USUAL,
                WorldSettings.realistic(),
                UnaryOperator.identity()));
    populate(fleet);
    fleet.seats().forEach(Fleet.Seat::start);
    assertThat(writesAtRest(fleet, FLEET_HOURS)).isZero();
  }

  private static void populate(Scene scene) {
    scene.cluster().hosts(2);
    scene.service("web").tasks(3).bridge(80);
    scene.service("api").tasks(2).fargate(80);
    scene.settle();
  }

  private static long writesAtRest(Scene scene, Duration time) {
    scene.heals(Life.RESYNC.multipliedBy(2), 1);
    scene.table.resetCounts();
    scene.rest(time);
    assertThat(scene.inSync()).isTrue();
    assertThat(scene.table.scannedPages()).isGreaterThan(time.toMinutes() - 2);
    return scene.table.writes();
  }
}
