package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.system.MemoryTable.Item;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People edit an item between our read of it and our write. */
class HumanEditsTest {
  private static final String BREAKER = "NetworkErrorRatio() > 0.3";

  private final SimulatedSystem system = new SimulatedSystem(1);

  @BeforeEach
  void aServiceInSync() {
    system.cluster().hosts(3);
    system.service("web").tasks(3).bridge(80);
    system.settle();
    system.start();
    system.heals(Life.RESYNC, 1);
  }

  @Test
  void twoEditsAtOnceWithOurs_loseNothing() {
    StoredServer byHand = server("192.168.1.1:80", 3);
    String known = system.servers("web").first();
    system.table.beforeNextWrite(
        () -> {
          system.table.edit("web", item -> new Item(item.servers(), breaker(item), item.version()));
          system.table.edit("web", item -> with(with(item, byHand), server(known, 7)));
        });
    system.service("web").tasks(4);
    system.settle();
    system.pass(Life.RESYNC.dividedBy(2));

    Item item = system.table.item("web");
    assertThat(item.others()).containsEntry("circuitBreaker", BREAKER);
    assertThat(item.servers()).containsEntry(known, server(known, 7));
    assertThat(item.servers()).containsEntry(byHand.key(), byHand);
    assertThat(item.addresses()).containsAll(system.truth("web"));
  }

  /** It is drift, and leaves as drift does: seen twice, and counted. */
  @Test
  void aServerThatNoTaskStandsBehind_leavesAfterTwoLooks_andTheSettingsStay() {
    system.table.edit("web", item -> with(item, server("192.168.1.1:80", 3)));
    system.table.edit("web", item -> new Item(item.servers(), breaker(item), item.version()));
    system.heals(Life.RESYNC.multipliedBy(2).plusSeconds(5), 3);
    assertThat(system.table.item("web").others()).containsEntry("circuitBreaker", BREAKER);
  }

  @Test
  void somebodyCreatesTheItemWhileWeDo_keepsWhatTheyWrote() {
    system.table.beforeNextWrite(
        () -> system.table.put("api", new Item(new TreeMap<>(), breaker(emptyItem()), 9)));
    system.service("api").tasks(2).bridge(80);
    system.settle();
    system.heals(Life.RESYNC, 1);
    assertThat(system.table.item("api").others()).containsEntry("circuitBreaker", BREAKER);
  }

  private static Item emptyItem() {
    return new Item(new TreeMap<>(), new TreeMap<>(), 0);
  }

  private static SortedMap<String, String> breaker(Item item) {
    SortedMap<String, String> others = new TreeMap<>(item.others());
    others.put("circuitBreaker", BREAKER);
    return others;
  }

  private static Item with(Item item, StoredServer server) {
    SortedMap<String, StoredServer> servers = new TreeMap<>(item.servers());
    servers.put(server.key(), server);
    return new Item(servers, item.others(), item.version());
  }

  private static StoredServer server(String address, int weight) {
    return StoredServer.of(Address.parse(address).orElseThrow(), "http", weight);
  }
}
