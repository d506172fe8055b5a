package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Whatever goes wrong around the controller: no server that serves is lost meanwhile (see {@link
 * Watch}), and when it is over the table is true, and rests.
 */
class FaultsTest {
  private static final Duration SPELL = Duration.ofMinutes(2);
  private static final int SPELLS = 10;
  private static final int QUIET_RESYNCS = 10;

  /** A resync, and the ten seconds for which a circuit that failures opened refuses calls. */
  private static final Duration BOUND = Life.RESYNC.plusSeconds(10);

  @Test
  void anyFaults_takeNoServingServerOut_andTheTableIsTrueAfterThem() {
    Seeds.each(200, FaultsTest::story);
  }

  @Test
  void sameSeed_givesTheSameRun_anotherSeedAnother() {
    assertThat(trace(7)).isEqualTo(trace(7)).isNotEqualTo(trace(8));
  }

  private static String trace(long seed) {
    SimulatedSystem system = new SimulatedSystem(seed);
    story(system);
    return system.trace();
  }

  private static void story(SimulatedSystem system) {
    Acts acts = new Acts(system);
    system.settle();
    system.start();
    Weather weather = new Weather(system);
    for (int spell = 0; spell < SPELLS; spell++) {
      weather.turn();
      befall(system, acts);
      system.pass(SPELL);
    }
    system.settle();
    weather.clears();
    system.heals(BOUND, QUIET_RESYNCS);
  }

  private static void befall(SimulatedSystem system, Acts acts) {
    for (int i = system.dice.below(3); i > 0; i--) {
      acts.act();
    }
    switch (system.dice.below(5)) {
      case 0 -> acts.sicken();
      case 1 -> acts.delete();
      case 2 -> acts.createAgain();
      default -> {}
    }
  }
}
