package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.plan.Claim;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.target.TableScan;
import io.github.ecstasktracker.testing.SteppedTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AddressHandoverTest {
  private static final BackendKey OLD = new BackendKey("old");
  private static final BackendKey NEW = new BackendKey("new");
  private static final BackendKey THIRD = new BackendKey("third");
  private static final Address ADDRESS = Address.parse("10.0.0.1:80").orElseThrow();
  private static final Address OTHER = Address.parse("10.0.0.2:80").orElseThrow();
  private static final Address LAST = Address.parse("10.0.0.3:80").orElseThrow();

  private record Revision(int n) implements StoredBackend.Revision {}

  private static final class Table implements BackendReader {
    final Map<BackendKey, StoredBackend> items = new HashMap<>();

    @Override
    public Result<TableScan> scan(Urgency urgency) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Result<StoredBackend> read(BackendKey key, Urgency urgency) {
      return new Result.Ok<>(items.getOrDefault(key, new StoredBackend.Missing(key)));
    }
  }

  private final SteppedTime time = new SteppedTime();
  private final Table table = new Table();
  private final KnownItems items = new KnownItems(table, time);
  private final Map<BackendKey, Request> queued = new HashMap<>();

  private final Map<BackendKey, Set<BackendKey>> waitedFor = new HashMap<>();
  private boolean open = true;

  /** Runs while the next request is queued, as another thread would. */
  private Runnable beside = () -> {};

  private final AddressHandover handover =
      new AddressHandover(
          items,
          (key, request, _) -> {
            queued.put(key, request);
            Runnable now = beside;
            beside = () -> {};
            now.run();
            return open;
          });

  private StoredBackend.Present item(BackendKey key, Address... addresses) {
    TreeMap<String, StoredServer> servers = new TreeMap<>();
    for (Address address : addresses) {
      servers.put(address.toString(), StoredServer.of(address, "http", 0));
    }
    StoredBackend.Present item = new StoredBackend.Present(key, servers, new Revision(1));
    table.items.put(key, item);
    items.get(key, time.nanos(), Urgency.LIVE);
    return item;
  }

  private static ServerPatch adds(StoredBackend.Present item, Address address) {
    return new ServerPatch(
        item,
        List.of(
            new ServerChange.Add(
                StoredServer.of(address, "http", 0), new ChangeCause.InRotation("task"))));
  }

  private Optional<CompletableFuture<Boolean>> before(ServerPatch patch) {
    return handover.before(patch, waitedFor.computeIfAbsent(patch.key(), _ -> new HashSet<>()));
  }

  private Claim claim(BackendKey backend, Address address) {
    return new Claim(address, backend, "task", null, time.nanos());
  }

  @Test
  void patchThatAddsAFreeAddress_isWrittenAtOnce() {
    item(OLD, OTHER);
    assertThat(before(adds(item(NEW), ADDRESS))).isEmpty();
    assertThat(queued).isEmpty();
  }

  @Test
  void patchThatAddsAHeldAddress_waitsForOneReconcileOfTheHolder_whateverComesOfIt() {
    item(OLD, ADDRESS);
    CompletableFuture<Boolean> mayWrite = before(adds(item(NEW), ADDRESS)).orElseThrow();
    assertThat(mayWrite).isNotDone();
    assertThat(queued).containsOnlyKeys(OLD);
    queued.get(OLD).waiting().forEach(waits -> waits.complete(null));
    assertThat(mayWrite).isCompletedWithValue(true);
  }

  /** What is planned after the wait may add an address that yet another backend holds. */
  @Test
  void eachHolder_isWaitedForOnce() {
    item(OLD, ADDRESS);
    item(THIRD, OTHER);
    StoredBackend.Present anew = item(NEW);
    assertThat(before(adds(anew, ADDRESS))).isPresent();
    queued.get(OLD).waiting().forEach(waits -> waits.complete(null));
    assertThat(before(adds(anew, ADDRESS))).isEmpty();
    assertThat(before(adds(anew, OTHER)).orElseThrow()).isNotDone();
  }

  /** At a stop nobody takes the address out of the holder before the next leader's pass. */
  @Test
  void reconcileOfTheHolderThatIsNotMade_leavesTheAddressWhereItIs() {
    item(OLD, ADDRESS);
    StoredBackend.Present anew = item(NEW);
    CompletableFuture<Boolean> mayWrite = before(adds(anew, ADDRESS)).orElseThrow();
    queued.get(OLD).waiting().forEach(waits -> waits.cancel(false));
    assertThat(mayWrite).isCompletedWithValue(false);
    waitedFor.clear();
    open = false;
    assertThat(before(adds(anew, ADDRESS)).orElseThrow()).isCompletedWithValue(false);
  }

  /**
   * A roll with rotating dynamic ports: the first waits for the second, the second for the third.
   */
  @Test
  void holderThatWaitsForAThird_isWaitedFor() {
    item(THIRD, OTHER);
    StoredBackend.Present holder = item(OLD, ADDRESS);
    assertThat(before(adds(holder, OTHER)).orElseThrow()).isNotDone();
    StoredBackend.Present anew = item(NEW);
    assertThat(before(adds(anew, ADDRESS)).orElseThrow()).isNotDone();
    assertThat(queued).containsOnlyKeys(THIRD, OLD);
  }

  @Test
  void ofThreeThatWouldWaitInACircle_theLastGoesOn() {
    StoredBackend.Present third = item(THIRD, OTHER);
    StoredBackend.Present old = item(OLD, ADDRESS);
    StoredBackend.Present anew = item(NEW, LAST);
    assertThat(before(adds(old, OTHER)).orElseThrow()).isNotDone();
    assertThat(before(adds(anew, ADDRESS)).orElseThrow()).isNotDone();
    assertThat(before(adds(third, LAST))).isEmpty();
  }

  @Test
  void ofTwoThatWaitForEachOther_theSecondGoesOn() {
    StoredBackend.Present old = item(OLD, ADDRESS);
    StoredBackend.Present anew = item(NEW, OTHER);
    assertThat(before(adds(anew, ADDRESS)).orElseThrow()).isNotDone();
    assertThat(before(adds(old, OTHER))).isEmpty();
  }

  @Test
  void ofTwoThatWaitForEachOther_atTheSameTime_theSecondGoesOn() {
    StoredBackend.Present old = item(OLD, ADDRESS);
    StoredBackend.Present anew = item(NEW, OTHER);
    List<Optional<CompletableFuture<Boolean>>> second = new ArrayList<>();
    beside = () -> second.add(before(adds(old, OTHER)));
    assertThat(before(adds(anew, ADDRESS)).orElseThrow()).isNotDone();
    assertThat(second).singleElement().satisfies(waits -> assertThat(waits).isEmpty());
  }

  /** Seed 1609. */
  @Test
  void otherHoldersOfAnOwnersAddresses_areReconciled_andNobodyElse() {
    item(OLD, ADDRESS, OTHER);
    item(NEW, ADDRESS);
    handover.tellHolders(NEW, List.of(claim(NEW, ADDRESS), claim(OLD, OTHER)));
    assertThat(queued).containsOnlyKeys(OLD);
    queued.clear();
    handover.tellHolders(OLD, List.of(claim(NEW, ADDRESS), claim(OLD, OTHER)));
    assertThat(queued).isEmpty();
  }
}
