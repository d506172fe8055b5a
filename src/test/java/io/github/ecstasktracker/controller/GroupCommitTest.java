package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.controller.Bundle.Settled;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.store.BackendWriter;
import io.github.ecstasktracker.store.WriteOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupCommitTest {
  private static final long LONG_AGO = -1;
  private static final long NOW = 0;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final FakeLease lease = new FakeLease();
  private final Store store = new Store();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final GroupCommit commits =
      new GroupCommit(store, lease, new ControllerMetrics(registry));

  @AfterEach
  void end() {
    store.gate.release(1_000);
    threads.close();
  }

  private record Revised(int number) implements StoredBackend.Revision {}

  /** A store that answers by name, one transaction at a time. */
  private final class Store implements BackendWriter {
    final List<List<String>> transactions = new CopyOnWriteArrayList<>();
    final Map<String, WriteOutcome> faults = new HashMap<>();
    final Set<String> invalid = new HashSet<>();
    final Set<String> bugs = new HashSet<>();
    final Semaphore gate = new Semaphore(1_000_000);
    final AtomicInteger inFlight = new AtomicInteger();
    Optional<WriteOutcome> outage = Optional.empty();
    volatile Optional<Error> end = Optional.empty();

    void shut() {
      gate.drainPermits();
    }

    @Override
    public List<WriteOutcome> write(List<ServerPatch> group, Optional<Fence> fence) {
      assertThat(inFlight.incrementAndGet()).isEqualTo(1);
      try {
        transactions.add(group.stream().map(patch -> patch.key().name()).toList());
        gate.acquireUninterruptibly();
        return answer(group, fence);
      } finally {
        inFlight.decrementAndGet();
      }
    }

    private List<WriteOutcome> answer(List<ServerPatch> group, Optional<Fence> fence) {
      List<String> names = group.stream().map(patch -> patch.key().name()).toList();
      if (end.isPresent()) {
        throw end.get();
      }
      if (names.stream().anyMatch(bugs::contains)) {
        throw new IllegalStateException("bug");
      }
      if (!lease.stands(fence.orElseThrow())) {
        return Collections.nCopies(names.size(), new WriteOutcome.Fenced("epoch 9"));
      }
      if (outage.isPresent()) {
        return Collections.nCopies(names.size(), outage.get());
      }
      if (names.stream().anyMatch(invalid::contains)) {
        return Collections.nCopies(names.size(), new WriteOutcome.Rejected("too large"));
      }
      boolean whole = names.stream().noneMatch(faults::containsKey);
      return group.stream()
          .map(
              patch ->
                  faults.getOrDefault(
                      patch.key().name(),
                      whole ? applied(patch) : new WriteOutcome.NotTried("another's fault")))
          .toList();
    }
  }

  private static WriteOutcome applied(ServerPatch patch) {
    return new WriteOutcome.Applied(
        new StoredBackend.Present(patch.key(), patch.result(), new Revised(1)));
  }

  private static ServerPatch patch(String name) {
    StoredServer server = StoredServer.of(new Address("10.0.0.1", 80), "http", 0);
    return new ServerPatch(
        new StoredBackend.Missing(new BackendKey(name)),
        List.of(new ServerChange.Add(server, new ChangeCause.InRotation("3f00"))));
  }

  private static Bundle bundle(String name, String... evicted) {
    return new Bundle(
        patch(name),
        List.of(evicted).stream().map(GroupCommitTest::patch).toList(),
        Urgency.LIVE,
        NOW);
  }

  private static List<Bundle> bundles(int count) {
    return IntStream.range(0, count).mapToObj(i -> bundle("s" + i)).toList();
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "s" + i).toList();
  }

  private Future<List<Settled>> inBackground(Bundle... bundles) {
    return threads.submit(() -> commits.write(List.of(bundles)));
  }

  private static WriteOutcome outcome(Settled settled) {
    return ((Commit.Tried) settled.commit()).outcome();
  }

  private void awaitTransactions(int count) {
    Awaitility.await().until(() -> store.transactions.size() >= count);
  }

  /** As long as the thread has not come to wait, its bundles are not there yet. */
  private void awaitWaiting(int threads) {
    Awaitility.await().until(() -> commits.waitingThreads() >= threads);
  }

  @Test
  void idle_theFirstGoesAtOnceAndAlone() {
    lease.acquire(NOW);
    assertThat(commits.write(List.of(bundle("web"))))
        .extracting(GroupCommitTest::outcome)
        .hasOnlyElementsOfType(WriteOutcome.Applied.class);
    assertThat(store.transactions).containsExactly(List.of("web"));
  }

  @Test
  void whatComesWhileOneIsInFlight_goesTogetherNext() throws Exception {
    lease.acquire(NOW);
    store.shut();
    Future<List<Settled>> first = inBackground(bundle("first"));
    awaitTransactions(1);
    List<Future<List<Settled>>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(inBackground(bundle("s" + i)));
    }
    awaitWaiting(20);
    store.gate.release(2);
    assertThat(first.get()).hasSize(1);
    for (Future<List<Settled>> other : others) {
      assertThat(outcome(other.get().getFirst())).isInstanceOf(WriteOutcome.Applied.class);
    }
    assertThat(store.transactions).hasSize(2);
    assertThat(store.transactions.getLast()).hasSize(20);
  }

  @Test
  void writerWhoseOwnAreDone_leavesTheRestToAnother() throws Exception {
    lease.acquire(NOW);
    store.shut();
    Future<List<Settled>> first = inBackground(bundle("first"));
    awaitTransactions(1);
    Future<List<Settled>> second = inBackground(bundle("second"));
    awaitWaiting(1);
    store.gate.release();
    assertThat(first.get(10, TimeUnit.SECONDS)).hasSize(1);
    assertThat(second).isNotDone();
    store.gate.release();
    assertThat(second.get()).hasSize(1);
  }

  @Test
  void liveChanges_goBeforeAPassThatCameFirst() throws Exception {
    lease.acquire(NOW);
    store.shut();
    inBackground(bundle("first"));
    awaitTransactions(1);
    List<Bundle> pass =
        bundles(99).stream()
            .map(b -> new Bundle(b.patch(), List.of(), Urgency.BACKGROUND, NOW))
            .toList();
    Future<List<Settled>> sweep = threads.submit(() -> commits.write(pass));
    awaitWaiting(1);
    Future<List<Settled>> live = inBackground(bundle("live"));
    awaitWaiting(2);
    store.gate.release(10);
    assertThat(live.get()).hasSize(1);
    assertThat(sweep.get()).hasSize(99);
    assertThat(store.transactions.get(1)).startsWith("live").hasSize(99);
  }

  @Test
  void moreThanOneTransactionHolds_goesInSeveral() {
    lease.acquire(NOW);
    assertThat(commits.write(bundles(250))).hasSize(250);
    assertThat(store.transactions).extracting(List::size).containsExactly(99, 99, 52);
  }

  @Test
  void evictions_countAndStayWithTheirOwner() {
    lease.acquire(NOW);
    List<Bundle> bundles = new ArrayList<>(bundles(98));
    bundles.add(bundle("new", "old"));
    List<Settled> settled = commits.write(bundles);
    assertThat(store.transactions).containsExactly(names(0, 98), List.of("old", "new"));
    assertThat(settled.getLast().evictions())
        .extracting(landed -> landed.patch().key().name())
        .containsExactly("old");
  }

  @Test
  void evictionThatFails_isLeftOut() {
    lease.acquire(NOW);
    store.faults.put("gone", new WriteOutcome.Conflict("changed"));
    Settled settled = commits.write(List.of(bundle("new", "gone", "old"))).getFirst();
    assertThat(store.transactions)
        .containsExactly(List.of("gone", "old", "new"), List.of("old", "new"));
    assertThat(outcome(settled)).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(settled.evictions())
        .extracting(landed -> landed.patch().key().name())
        .containsExactly("old");
  }

  @Test
  void largeItems_goInMoreTransactions() {
    lease.acquire(NOW);
    List<Bundle> large =
        IntStream.range(0, 10)
            .mapToObj(i -> new Bundle(large("s" + i), List.of(), Urgency.LIVE, NOW))
            .toList();
    commits.write(large);
    assertThat(store.transactions).hasSizeGreaterThan(1);
    assertThat(store.transactions).allMatch(names -> names.size() >= 2);
  }

  /** About as large as an item can be: 400 KB. */
  private static ServerPatch large(String name) {
    List<ServerChange> changes =
        IntStream.range(0, 6_000)
            .<ServerChange>mapToObj(
                i ->
                    new ServerChange.Add(
                        StoredServer.of(new Address("10.100.27.100", 10_000 + i), "http", 0),
                        new ChangeCause.InRotation("3f00")))
            .toList();
    return new ServerPatch(new StoredBackend.Missing(new BackendKey(name)), changes);
  }

  @Test
  void oneBadItem_isTakenOutByItself() {
    lease.acquire(NOW);
    store.faults.put("s7", new WriteOutcome.Failed("TransactionConflict", false));
    List<Settled> settled = commits.write(bundles(50));
    assertThat(outcome(settled.get(7))).isEqualTo(store.faults.get("s7"));
    assertThat(settled)
        .filteredOn(each -> outcome(each) instanceof WriteOutcome.Applied)
        .hasSize(49);
    assertThat(store.transactions).hasSize(2);
  }

  @Test
  void outage_isEverybodysAtOnceAndNotTriedAgain() {
    lease.acquire(NOW);
    store.outage = Optional.of(new WriteOutcome.Failed("throttled", true));
    assertThat(commits.write(bundles(50)))
        .extracting(GroupCommitTest::outcome)
        .containsOnly(store.outage.get());
    assertThat(store.transactions).hasSize(1);
  }

  @Test
  void rejectedRequest_isHalvedUntilTheCulpritIsAlone() {
    lease.acquire(NOW);
    store.invalid.add("s33");
    List<Settled> settled = commits.write(bundles(99));
    assertThat(outcome(settled.get(33))).isEqualTo(new WriteOutcome.Rejected("too large"));
    assertThat(settled)
        .filteredOn(each -> outcome(each) instanceof WriteOutcome.Applied)
        .hasSize(98);
    assertThat(store.transactions).hasSizeLessThan(20);
  }

  @Test
  void culprit_goesAloneUntilItIsTaken() {
    lease.acquire(NOW);
    store.invalid.add("s1");
    commits.write(bundles(3));
    store.transactions.clear();
    commits.write(bundles(3));
    assertThat(store.transactions).containsExactly(List.of("s0"), List.of("s1"), List.of("s2"));
    store.invalid.clear();
    commits.write(bundles(3));
    store.transactions.clear();
    commits.write(bundles(3));
    assertThat(store.transactions).containsExactly(names(0, 3));
  }

  @Test
  void rejectedForItsEvictions_goesWithoutThem() {
    lease.acquire(NOW);
    store.invalid.add("old");
    Settled settled = commits.write(List.of(bundle("new", "old"))).getFirst();
    assertThat(outcome(settled)).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(settled.evictions()).isEmpty();
  }

  @Test
  void bugInOneBackend_breaksThatOneAlone() {
    lease.acquire(NOW);
    store.bugs.add("s4");
    List<Settled> settled = commits.write(bundles(20));
    assertThat(settled.get(4).commit()).isInstanceOf(Commit.Broken.class);
    assertThat(settled)
        .filteredOn(each -> each.commit() instanceof Commit.Tried)
        .hasSize(19)
        .allMatch(each -> outcome(each) instanceof WriteOutcome.Applied);
  }

  @Test
  void storeThatBlamesNobody_isNotAskedForEver() {
    lease.acquire(NOW);
    store.outage = Optional.of(new WriteOutcome.NotTried("whoever it was"));
    assertThat(commits.write(bundles(4)))
        .extracting(GroupCommitTest::outcome)
        .containsOnly(store.outage.get());
  }

  @Test
  void standby_writesNothing() {
    assertThat(commits.write(bundles(3)))
        .extracting(Settled::commit)
        .containsOnly(new Commit.Standby());
    assertThat(store.transactions).isEmpty();
  }

  @Test
  void readBegunBeforeTheTerm_isNotWrittenFrom() {
    lease.acquire(NOW);
    Bundle old = new Bundle(patch("old"), List.of(), Urgency.LIVE, LONG_AGO);
    List<Settled> settled = commits.write(List.of(old, bundle("new")));
    assertThat(settled.getFirst().commit()).isEqualTo(new Commit.BeforeTerm());
    assertThat(outcome(settled.getLast())).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(store.transactions).containsExactly(List.of("new"));
  }

  @Test
  void fallenFence_isToldOnceAndEndsAllThatWait() throws Exception {
    lease.acquire(NOW);
    store.shut();
    Future<List<Settled>> first = threads.submit(() -> commits.write(bundles(3)));
    awaitTransactions(1);
    Future<List<Settled>> second = inBackground(bundle("late"));
    awaitWaiting(1);
    lease.another();
    store.gate.release(10);
    assertThat(first.get())
        .extracting(GroupCommitTest::outcome)
        .containsOnly(new WriteOutcome.Fenced("epoch 9"));
    assertThat(second.get()).extracting(Settled::commit).containsExactly(new Commit.Standby());
    assertThat(store.transactions).hasSize(1);
    assertThat(lease.refusals()).isEqualTo(1);
    assertThat(registry.counter("ecs_task_tracker_fenced_writes_rejected").count()).isEqualTo(3);
  }

  @Test
  void interrupt_isKeptForLater() throws Exception {
    lease.acquire(NOW);
    store.shut();
    inBackground(bundle("first"));
    awaitTransactions(1);
    Callable<Boolean> work =
        () -> {
          commits.write(List.of(bundle("second")));
          return Thread.interrupted();
        };
    AtomicInteger interrupted = new AtomicInteger();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    interrupted.set(work.call() ? 1 : 2);
                  } catch (Exception e) {
                    interrupted.set(3);
                  }
                });
    awaitWaiting(1);
    thread.interrupt();
    store.gate.release(2);
    thread.join();
    assertThat(interrupted).hasValue(1);
    assertThat(store.transactions).hasSize(2);
  }

  @Test
  void errorInTheWriter_leavesTheOthersTheirTurn() throws Exception {
    lease.acquire(NOW);
    store.shut();
    Future<List<Settled>> first = inBackground(bundle("first"));
    awaitTransactions(1);
    Future<List<Settled>> second = inBackground(bundle("second"));
    Future<List<Settled>> third = inBackground(bundle("third"));
    awaitWaiting(2);
    store.end = Optional.of(new StackOverflowError("too deep"));
    store.gate.release();
    assertThatThrownBy(first::get).hasRootCauseMessage("too deep");
    awaitTransactions(2);
    store.end = Optional.empty();
    store.gate.release(10);
    assertThat(outcome(second.get().getFirst())).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(outcome(third.get().getFirst())).isInstanceOf(WriteOutcome.Applied.class);
    commits.write(List.of(bundle("first")));
    assertThat(store.transactions.getLast()).containsExactly("first");
  }

  /** Whatever the threads do: one in flight, each backend's own outcome, none twice. */
  @Test
  void manyThreads_everyOneHasItsOwnOutcome() throws Exception {
    lease.acquire(NOW);
    SplittableRandom random = new SplittableRandom(7);
    List<Future<List<Settled>>> all = new ArrayList<>();
    int next = 0;
    for (int thread = 0; thread < 200; thread++) {
      List<Bundle> own = new ArrayList<>();
      for (int i = random.nextInt(1, 40); i > 0; i--) {
        String name = "s" + next++;
        own.add(bundle(name));
        switch (random.nextInt(50)) {
          case 0 -> store.faults.put(name, new WriteOutcome.Conflict(name));
          case 1 -> store.invalid.add(name);
          default -> {}
        }
      }
      all.add(threads.submit(() -> commits.write(own)));
    }
    int seen = 0;
    for (Future<List<Settled>> future : all) {
      for (Settled settled : future.get()) {
        String name = "s" + seen++;
        WriteOutcome outcome = outcome(settled);
        if (store.invalid.contains(name)) {
          assertThat(outcome).isInstanceOf(WriteOutcome.Rejected.class);
        } else if (store.faults.containsKey(name)) {
          assertThat(outcome).isEqualTo(new WriteOutcome.Conflict(name));
        } else {
          assertThat(((WriteOutcome.Applied) outcome).item().key().name()).isEqualTo(name);
        }
      }
    }
    assertThat(seen).isEqualTo(next);
    assertThat(store.transactions).allMatch(names -> names.size() <= BackendWriter.GROUP_MAX);
  }
}
