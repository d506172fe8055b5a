package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import io.github.ecstasktracker.system.MemoryTable.Item;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Kill -9 at any moment, and start again: it converges, whatever happened in between, and changes
 * nothing else.
 *
 * <p>A new process has not seen the tasks stop whose servers it finds. It proves them gone by their
 * absence, and that takes two looks one resync apart; hence two resyncs.
 */
class KillTest {
  private static final Duration BOUND = Life.RESYNC.multipliedBy(2);
  private static final int KILLS = 3;
  private static final int MOST_STEPS_TO_LIVE = 60;
  private static final Span DOWNTIME = Span.ofSeconds(0, 600);

  private static final Item HAND_MADE =
      new Item(servers("192.168.7.7:80"), new TreeMap<>(Map.of("maxConn", "17")), 4);
  private static final SortedMap<String, String> SETTINGS =
      new TreeMap<>(Map.of("circuitBreaker", "NetworkErrorRatio() > 0.5", "sticky", "true"));

  @Test
  void killedAtAnyMoment_itConvergesWithinTwoResyncs_andNothingElseChanges() {
    Seeds.each(300, KillTest::story);
  }

  @Test
  void servicesThatSwappedTheirAddressesWhileItWasDown_getEachTheirOwn() {
    WorldSettings alwaysReused = WorldSettings.realistic().withAddressReuse(1);
    for (long seed = 1; seed <= 20; seed++) {
      SimulatedSystem system = new SimulatedSystem(seed, alwaysReused);
      system.cluster().hosts(1);
      system.service("blue").tasks(3).bridge(80);
      system.settle();
      system.start();
      system.heals(BOUND, 1);
      system.kill();
      var blues = system.truth("blue");
      system.service("blue").tasks(0);
      system.settle();
      system.service("green").tasks(3).bridge(80);
      system.settle();
      assertThat(system.truth("green")).as("addresses, seed %d", seed).isEqualTo(blues);
      system.start();
      system.heals(BOUND, 3);
    }
  }

  private static void story(SimulatedSystem system) {
    Acts acts = new Acts(system);
    system.settle();
    system.table.put("by-hand", HAND_MADE);
    for (String service : system.services()) {
      system.table.put(service, new Item(new TreeMap<>(), SETTINGS, 1));
    }
    system.start();
    system.pass(system.dice.within(Span.ofSeconds(0, 120)));
    for (int kill = 0; kill < KILLS; kill++) {
      acts.act();
      killSoon(system);
      whileItIsDown(system, acts);
      system.start();
    }
    system.settle();
    if (system.dice.chance(0.5)) {
      system.start();
    }
    system.heals(BOUND, 2);
    for (String service : system.services()) {
      assertThat(system.table.item(service).others()).as(service).isEqualTo(SETTINGS);
    }
    assertThat(system.table.item("by-hand")).isEqualTo(HAND_MADE);
  }

  /** In the midst of something, or between. */
  private static void killSoon(SimulatedSystem system) {
    system.life().killIn(1 + system.dice.below(MOST_STEPS_TO_LIVE));
    system.pass(system.dice.within(Span.ofSeconds(0, 90)));
    system.kill();
  }

  private static void whileItIsDown(SimulatedSystem system, Acts acts) {
    acts.act();
    switch (system.dice.below(4)) {
      case 0 -> acts.scaleToZero();
      case 1 -> acts.delete();
      case 2 -> acts.createAgain();
      default -> acts.act();
    }
    system.pass(system.dice.within(DOWNTIME));
  }

  private static SortedMap<String, StoredServer> servers(String address) {
    StoredServer server = StoredServer.of(Address.parse(address).orElseThrow(), "http", 1);
    return new TreeMap<>(Map.of(server.key(), server));
  }
}
