package io.github.ecstasktracker.system;

import static io.github.ecstasktracker.simulation.faults.FaultKind.MISSING;
import static io.github.ecstasktracker.simulation.faults.FaultKind.SERVER_ERROR;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_INSTANCES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.simulation.bus.BusFaults;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.time.Duration;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

/**
 * What went wrong with the program that this one replaces, as its users saw it. That each of these
 * fails with the defect planted is shown by {@code PlantedDefectsIT}; the original's two others,
 * about SNS and about creating an item, have their tests in the rooms of trigger and store.
 */
class OriginalDefectsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final SimulatedSystem system = new SimulatedSystem(1);

  @Test
  void tasksBeyondTheFirstPageOfTheList_serve() {
    system.cluster().hosts(10);
    system.service("web").tasks(60).bridge(80);
    system.service("api").tasks(60).bridge(80);
    startInSync();
    system.start();
    system.heals(Life.RESYNC, 5);
  }

  @Test
  void hostsThatCannotBeLookedUp_takeNoServerOut() {
    threeServers();
    SortedSet<String> servers = system.servers("web");
    system.account.faults().rate(DESCRIBE_INSTANCES, SERVER_ERROR, 1);
    system.start();
    system.pass(Life.RESYNC.multipliedBy(5));
    assertThat(system.servers("web")).isEqualTo(servers);
    assertThat(system.view("web").state()).isEqualTo(BackendView.State.UNKNOWN);
  }

  @Test
  void moreTasksThanOneCallDescribes_serve() {
    system.cluster().hosts(10);
    system.service("web").tasks(130).bridge(80);
    startInSync();
  }

  @Test
  void aTaskThatEcsLeftOutOfItsAnswer_servesSoonAfterEcsTells_withoutAResync() {
    noServer();
    system.account.events().latency(Span.exactly(Duration.ofSeconds(3)));
    system.service("web").tasks(1);
    system.settle();
    system.account.faults().rate(DESCRIBE_TASKS, MISSING, 1);
    system.pass(Duration.ofSeconds(4));
    assertThat(system.servers("web")).isEmpty();
    system.account.faults().clear();
    system.passUntil(system::inSync, SOON, "true to ECS");
  }

  @Test
  void servicesAreKnownByTheirNames_whateverTheFormOfTheirArns() {
    for (WorldSettings settings :
        new WorldSettings[] {
          WorldSettings.realistic(), WorldSettings.realistic().withShortTaskArns()
        }) {
      SimulatedSystem either = new SimulatedSystem(1, settings);
      either.cluster().hosts(2);
      either.service("web").tasks(2).bridge(80);
      either.service("api").tasks(2).fargate(80);
      either.settle();
      either.start();
      either.heals(Life.RESYNC, 1);
      either.service("web").tasks(4);
      either.settle();
      either.heals(SOON, 1);
    }
  }

  @Test
  void oneBadReadThatShowsNoTaskAtAll_emptiesNothing() {
    system.cluster().hosts(3);
    system.service("web").tasks(0).bridge(80);
    system.settle();
    long emptyAt = system.account.clock().nanos();
    system.service("web").tasks(3);
    startInSync();
    SortedSet<String> servers = system.servers("web");
    Duration back = Duration.ofNanos(system.account.clock().nanos() - emptyAt);
    system.account.consistency().lag(1, Span.exactly(back));
    system.start();
    system.pass(Duration.ofSeconds(1));
    assertThat(system.view("web").tasks()).isEmpty();
    assertThat(system.servers("web")).isEqualTo(servers);
    system.account.consistency().strong();
    system.heals(Duration.ZERO, 3);
  }

  @Test
  void aChangeThatNoEventToldOf_isRightAtTheNextResync() {
    threeServers();
    system.account.events().faults(BusFaults.NONE.withDrop(1));
    system.service("web").tasks(1);
    system.settle();
    system.heals(Life.RESYNC.plusSeconds(3), 1);
  }

  @Test
  void aTableThatRefusesForSeconds_isWrittenSoonAfter_withoutAResync() {
    noServer();
    system.table.beforeNextWrite(() -> system.table.faults(new MemoryTable.Faults(1, 0, 0)));
    system.service("web").tasks(1);
    system.settle();
    system.pass(Duration.ofSeconds(4));
    assertThat(system.servers("web")).isEmpty();
    system.table.faults(MemoryTable.Faults.NONE);
    system.passUntil(system::inSync, SOON, "true to ECS");
  }

  private void threeServers() {
    system.cluster().hosts(3);
    system.service("web").tasks(3).bridge(80);
    startInSync();
  }

  /** A service without tasks, just after a resync: the next one is a minute away. */
  private void noServer() {
    system.cluster().hosts(1);
    system.service("web").tasks(0).bridge(80);
    startInSync();
  }

  private void startInSync() {
    system.settle();
    system.start();
    system.heals(Life.RESYNC, 1);
  }
}
