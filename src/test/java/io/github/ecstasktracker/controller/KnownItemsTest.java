package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.KnownItems.Known;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.target.TableScan;
import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KnownItemsTest {
  private static final BackendKey WEB = new BackendKey("web");
  private static final BackendKey API = new BackendKey("api");
  private static final String ONE = "10.0.0.1:80";
  private static final String TWO = "10.0.0.2:80";

  private final SteppedTime time = new SteppedTime();
  private final Table table = new Table();
  private final KnownItems items = new KnownItems(table, time);
  private final long term = time.nanos();
  private int revision;

  private record Counter(int n) implements StoredBackend.Revision {}

  /** Counts reads, and lets a test do something while one is under way. */
  private static final class Table implements BackendReader {
    final Map<BackendKey, StoredBackend> items = new HashMap<>();
    final List<BackendKey> reads = new ArrayList<>();
    Optional<String> outage = Optional.empty();
    Runnable beside = () -> {};

    @Override
    public Result<TableScan> scan(Urgency urgency) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Result<StoredBackend> read(BackendKey key, Urgency urgency) {
      reads.add(key);
      Result<StoredBackend> answer =
          outage
              .<Result<StoredBackend>>map(reason -> new Result.Failed<>(reason, true))
              .orElseGet(
                  () -> new Result.Ok<>(items.getOrDefault(key, new StoredBackend.Missing(key))));
      beside.run();
      return answer;
    }
  }

  private StoredBackend.Present item(BackendKey key, String... addresses) {
    TreeMap<String, StoredServer> servers = new TreeMap<>();
    for (String address : addresses) {
      servers.put(address, StoredServer.of(Address.parse(address).orElseThrow(), "http", 0));
    }
    return new StoredBackend.Present(key, servers, new Counter(++revision));
  }

  private static TableScan scan(StoredBackend... backends) {
    Map<BackendKey, StoredBackend> all = new HashMap<>();
    for (StoredBackend backend : backends) {
      all.put(backend.key(), backend);
    }
    return new TableScan(all, List.of(), Map.of(), List.of());
  }

  private long pass() {
    time.advance(Duration.ofSeconds(1));
    return time.nanos();
  }

  private Known known(BackendKey key, long sinceNanos) {
    return ((Result.Ok<Known>) items.get(key, sinceNanos, Urgency.LIVE)).value();
  }

  private StoredBackend known(BackendKey key) {
    return known(key, term).item();
  }

  private Set<BackendKey> holders(String... addresses) {
    return items.holders(
        List.of(addresses).stream().map(text -> Address.parse(text).orElseThrow()).toList());
  }

  @Test
  void itemThatIsNotKnown_isReadOnce() {
    table.items.put(WEB, item(WEB, ONE));
    assertThat(known(WEB)).isEqualTo(table.items.get(WEB));
    assertThat(known(WEB)).isEqualTo(table.items.get(WEB));
    assertThat(table.reads).containsExactly(WEB);
    assertThat(items.keys()).containsExactly(WEB);
  }

  @Test
  void itemThatIsNotThere_isKnownAsMissing() {
    assertThat(known(API)).isEqualTo(new StoredBackend.Missing(API));
    assertThat(known(API)).isEqualTo(new StoredBackend.Missing(API));
    assertThat(table.reads).hasSize(1);
  }

  @Test
  void read_isAsOldAsItsBegin() {
    long begun = pass();
    table.beside = () -> time.advance(Duration.ofSeconds(5));
    assertThat(known(WEB, begun).nanos()).isEqualTo(begun);
  }

  @Test
  void readThatFails_teachesNothing() {
    table.outage = Optional.of("Rate exceeded");
    assertThat(items.get(WEB, term, Urgency.LIVE))
        .isEqualTo(new Result.Failed<>("Rate exceeded", true));
    assertThat(items.keys()).isEmpty();
    table.outage = Optional.empty();
    table.items.put(WEB, item(WEB, ONE));
    assertThat(known(WEB)).isEqualTo(table.items.get(WEB));
  }

  @Test
  void itemOfAnotherTerm_isReadAnew() {
    table.items.put(WEB, item(WEB, ONE));
    known(WEB);
    long next = pass();
    table.items.put(WEB, item(WEB, TWO));
    assertThat(known(WEB, next).item()).isEqualTo(table.items.get(WEB));
    assertThat(table.reads).hasSize(2);
    assertThat(known(WEB, next).nanos()).isEqualTo(next);
    assertThat(table.reads).hasSize(2);
  }

  @Test
  void ownWrite_isKnownWithoutARead() {
    StoredBackend.Present written = item(WEB, ONE);
    items.wrote(written, time.nanos());
    assertThat(known(WEB)).isSameAs(written);
    assertThat(table.reads).isEmpty();
  }

  @Test
  void readBegunBeforeOurLastWriteLanded_doesNotReplaceIt() {
    StoredBackend.Present before = item(WEB, ONE);
    long begun = pass();
    pass();
    StoredBackend.Present written = item(WEB, TWO);
    items.wrote(written, time.nanos());
    items.scanned(scan(before), begun);
    assertThat(known(WEB)).isSameAs(written);
    items.scanned(scan(), begun);
    assertThat(known(WEB)).as("nor one that saw no item").isSameAs(written);
    assertThat(holders(ONE)).isEmpty();
    assertThat(holders(TWO)).containsExactly(WEB);
    assertThat(table.reads).isEmpty();
  }

  @Test
  void readOfOneItem_thatEndsAfterAWriteLanded_givesWhatWasWritten() {
    table.items.put(WEB, item(WEB, ONE));
    long begun = pass();
    StoredBackend.Present written = item(WEB, TWO);
    table.beside =
        () -> {
          pass();
          items.wrote(written, time.nanos());
        };
    assertThat(known(WEB, begun).item()).isSameAs(written);
  }

  @Test
  void readBegunAfterOurLastWriteLanded_replacesIt() {
    items.wrote(item(WEB, ONE), time.nanos());
    StoredBackend.Present later = item(WEB, TWO);
    items.scanned(scan(later), pass());
    assertThat(known(WEB)).isEqualTo(later);
  }

  @Test
  void scansThatEndInAnotherOrder_leaveTheNewerOne() {
    long first = pass();
    long second = pass();
    StoredBackend.Present newer = item(WEB, TWO);
    items.scanned(scan(newer), second);
    items.scanned(scan(item(WEB, ONE)), first);
    assertThat(known(WEB)).isEqualTo(newer);
  }

  @Test
  void writeWhoseOutcomeIsUnknown_forgetsTheItem() {
    table.items.put(WEB, item(WEB, ONE));
    known(WEB);
    table.items.put(WEB, item(WEB, TWO));
    items.forget(WEB);
    assertThat(items.keys()).isEmpty();
    assertThat(holders(ONE)).isEmpty();
    assertThat(known(WEB)).isEqualTo(table.items.get(WEB));
    assertThat(table.reads).hasSize(2);
  }

  /** The write may have landed after the scan had passed the item. */
  @Test
  void scanBegunBeforeAnItemWasForgotten_doesNotBringItBack() {
    long begun = pass();
    pass();
    StoredBackend.Present before = item(WEB, ONE);
    items.forget(WEB);
    items.scanned(scan(before), begun);
    assertThat(items.keys()).isEmpty();
    table.items.put(WEB, item(WEB, TWO));
    assertThat(known(WEB)).isEqualTo(table.items.get(WEB));
    items.scanned(scan(before), begun);
    assertThat(known(WEB)).as("nor after the read").isEqualTo(table.items.get(WEB));
    StoredBackend.Present later = item(WEB, ONE);
    items.scanned(scan(later), pass());
    assertThat(known(WEB)).isEqualTo(later);
  }

  @Test
  void whatAScanDoesNotShow_isNotThere_andIsNotReadToKnowThat() {
    StoredBackend.Present web = item(WEB, ONE);
    items.scanned(scan(web, item(API, TWO)), pass());
    long second = pass();
    items.scanned(scan(web), second);
    assertThat(items.keys()).containsExactly(WEB);
    assertThat(known(API, second)).isEqualTo(new Known(new StoredBackend.Missing(API), second));
    assertThat(holders(TWO)).isEmpty();
    assertThat(table.reads).isEmpty();
  }

  /** Deleted by hand between the two. */
  @Test
  void readThatEndsAfterALaterScan_doesNotBringBackWhatTheScanDidNotShow() {
    items.forget(WEB);
    long term = pass();
    table.items.put(WEB, item(WEB, ONE));
    table.beside = () -> items.scanned(scan(), pass());
    assertThat(known(WEB, term).item()).isEqualTo(new StoredBackend.Missing(WEB));
    assertThat(holders(ONE)).isEmpty();
  }

  @Test
  void itemThatAnEarlierTermsScanDidNotShow_isReadAnew() {
    items.scanned(scan(), pass());
    long next = pass();
    table.items.put(WEB, item(WEB, ONE));
    assertThat(known(WEB, next).item()).isEqualTo(table.items.get(WEB));
  }

  /** The write may have made the item after the scan had passed its place. */
  @Test
  void itemForgottenAfterAScanBegan_isRead_thoughTheScanDidNotShowIt() {
    long begun = pass();
    pass();
    items.forget(WEB);
    items.scanned(scan(), begun);
    table.items.put(WEB, item(WEB, ONE));
    assertThat(known(WEB)).isEqualTo(table.items.get(WEB));
  }

  @Test
  void scanThatShowsTheSame_leavesOneObjectAndMakesItNewer() {
    StoredBackend.Present web = item(WEB, ONE);
    items.scanned(scan(web), pass());
    long second = pass();
    items.scanned(scan(new StoredBackend.Present(WEB, web.servers(), web.revision())), second);
    assertThat(known(WEB, second).item()).isSameAs(web);
    assertThat(known(WEB, second).nanos()).isEqualTo(second);
  }

  /** A read by key sees one of the two, which looks as it should. */
  @Test
  void nameThatTwoItemsBear_isTakenFromScansAlone() {
    StoredBackend.Malformed twice =
        new StoredBackend.Malformed(WEB, "other, " + WEB.itemId(), "more than one item");
    table.items.put(WEB, item(WEB, ONE));
    items.scanned(scan(twice), pass());
    assertThat(known(WEB, pass()).item()).isEqualTo(twice);
    assertThat(table.reads).isEmpty();
    items.scanned(scan(table.items.get(WEB)), pass());
    assertThat(known(WEB)).isEqualTo(table.items.get(WEB));
  }

  @Test
  void malformedItem_isReadAnewAsAnyOther() {
    StoredBackend.Malformed malformed =
        new StoredBackend.Malformed(WEB, WEB.itemId(), "servers is a list");
    items.scanned(scan(malformed), pass());
    assertThat(known(WEB)).isEqualTo(malformed);
    table.items.put(WEB, item(WEB, ONE));
    assertThat(known(WEB, pass()).item()).isEqualTo(table.items.get(WEB));
  }

  @Test
  void holders_followEveryReadWriteAndLoss() {
    items.scanned(scan(item(WEB, ONE)), pass());
    assertThat(holders(ONE)).containsExactly(WEB);
    assertThat(holders(TWO)).isEmpty();
    items.wrote(item(WEB, TWO), time.nanos());
    assertThat(holders(ONE)).isEmpty();
    assertThat(holders(ONE, TWO)).containsExactly(WEB);
    items.scanned(scan(), pass());
    assertThat(holders(TWO)).isEmpty();
    items.wrote(item(WEB, ONE, TWO), time.nanos());
    items.forget(WEB);
    assertThat(holders(ONE, TWO)).isEmpty();
  }

  @Test
  void addressThatSeveralItemsHold_isAllTheirs() {
    BackendKey zoo = new BackendKey("zoo");
    items.scanned(scan(item(WEB, ONE), item(API, ONE, TWO), item(zoo, ONE)), pass());
    assertThat(holders(ONE)).containsExactlyInAnyOrder(WEB, API, zoo);
    items.wrote(item(API, TWO), time.nanos());
    assertThat(holders(ONE)).containsExactlyInAnyOrder(WEB, zoo);
    items.forget(WEB);
    assertThat(holders(ONE)).containsExactly(zoo);
    assertThat(holders(ONE, TWO)).containsExactlyInAnyOrder(API, zoo);
    items.forget(zoo);
    assertThat(holders(ONE)).isEmpty();
  }

  /** A person may write an address under any key, also twice. */
  @Test
  void addressThatOneItemHoldsTwice_isHeldUntilBothAreGone() {
    StoredServer server = StoredServer.of(Address.parse(ONE).orElseThrow(), "http", 0);
    TreeMap<String, StoredServer> servers = new TreeMap<>();
    servers.put(ONE, server);
    servers.put("by-hand", new StoredServer("by-hand", "http://" + ONE, server.weight(), true));
    items.wrote(new StoredBackend.Present(WEB, servers, new Counter(1)), time.nanos());
    assertThat(holders(ONE)).containsExactly(WEB);
    items.wrote(item(WEB, ONE), time.nanos());
    assertThat(holders(ONE)).containsExactly(WEB);
    items.wrote(item(WEB, TWO), time.nanos());
    assertThat(holders(ONE)).isEmpty();
  }

  @Test
  void malformedItem_holdsNothing() {
    items.scanned(scan(item(WEB, ONE)), pass());
    items.scanned(scan(new StoredBackend.Malformed(WEB, "web", "no map")), pass());
    assertThat(holders(ONE)).isEmpty();
  }
}
