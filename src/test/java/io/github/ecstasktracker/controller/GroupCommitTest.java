package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
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
  private final Set<String> stopped = ConcurrentHashMap.newKeySet();
  private final GroupCommit commits =
      new GroupCommit(
          store,
          lease,
          task -> !stopped.contains(task),
          new ControllerMetrics(registry),
          this::execute);
  private volatile boolean refuses;
  private boolean fenced = true;

  /** What ends a job is the store's to tell, not the log's. */
  private void execute(Runnable job) {
    if (refuses) {
      throw new RejectedExecutionException("shut down");
    }
    threads.submit(job);
  }

  @AfterEach
  void end() {
    store.gate.release(1_000);
    threads.close();
    if (fenced) {
      assertThat(store.most.get()).as("transactions in flight").isLessThanOrEqualTo(1);
    }
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
    final AtomicInteger most = new AtomicInteger();
    Optional<WriteOutcome> outage = Optional.empty();
    volatile Optional<Error> end = Optional.empty();

    void shut() {
      gate.drainPermits();
    }

    @Override
    public List<WriteOutcome> write(List<ServerPatch> group, Optional<Fence> fence) {
      most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
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
      if (fence.isPresent() && !lease.stands(fence.get())) {
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

  private static List<ServerPatch> patches(int from, int to) {
    return names(from, to).stream().map(GroupCommitTest::patch).toList();
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "s" + i).toList();
  }

  private CompletableFuture<WriteResult> live(String name) {
    return commits.write(patch(name), NOW, true);
  }

  /** What is asked for while a transaction is in flight, so that it goes together. */
  private List<CompletableFuture<WriteResult>> together(List<ServerPatch> patches) {
    store.shut();
    CompletableFuture<WriteResult> first = live("first");
    awaitTransactions(1);
    List<CompletableFuture<WriteResult>> writes =
        patches.stream().map(patch -> commits.write(patch, NOW, true)).toList();
    store.gate.release(1_000_000);
    end(first);
    return writes;
  }

  /** The outcomes of patches that came together, and what was sent for them. */
  private List<WriteOutcome> outcomes(List<ServerPatch> patches) {
    store.transactions.clear();
    List<WriteOutcome> outcomes = together(patches).stream().map(GroupCommitTest::outcome).toList();
    assertThat(store.transactions.removeFirst()).containsExactly("first");
    return outcomes;
  }

  private static WriteOutcome outcome(CompletableFuture<WriteResult> write) {
    return ((WriteResult.Tried) end(write)).outcome();
  }

  private static WriteResult end(CompletableFuture<WriteResult> write) {
    assertThat(write).succeedsWithin(Duration.ofSeconds(30));
    return write.join();
  }

  private void awaitTransactions(int count) {
    Awaitility.await().until(() -> store.transactions.size() >= count);
  }

  @Test
  void idle_theFirstGoesAtOnceAndAlone() {
    lease.acquire(NOW);
    assertThat(outcome(live("web"))).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(store.transactions).containsExactly(List.of("web"));
  }

  @Test
  void whoeverWrites_waitsForNothing() {
    lease.acquire(NOW);
    store.shut();
    assertThat(live("first")).isNotDone();
    assertThat(live("second")).isNotDone();
  }

  @Test
  void whatComesWhileOneIsInFlight_goesTogetherNext() {
    lease.acquire(NOW);
    assertThat(outcomes(patches(0, 20))).hasOnlyElementsOfType(WriteOutcome.Applied.class);
    assertThat(store.transactions).hasSize(1);
    assertThat(store.transactions.getFirst()).hasSize(20);
  }

  @Test
  void idleAgain_nothingWaitsForCompany() {
    lease.acquire(NOW);
    for (String name : names(0, 5)) {
      assertThat(outcome(live(name))).isInstanceOf(WriteOutcome.Applied.class);
    }
    assertThat(store.transactions).hasSize(5);
  }

  @Test
  void eachWrite_endsWithItsOwnTransaction() {
    lease.acquire(NOW);
    store.shut();
    CompletableFuture<WriteResult> first = live("first");
    awaitTransactions(1);
    CompletableFuture<WriteResult> second = live("second");
    store.gate.release();
    assertThat(outcome(first)).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(second).isNotDone();
    store.gate.release();
    assertThat(outcome(second)).isInstanceOf(WriteOutcome.Applied.class);
  }

  @Test
  void whoIsToldMayWriteAgainAtOnce() {
    lease.acquire(NOW);
    CompletableFuture<WriteResult> again = live("first").thenCompose(_ -> live("second"));
    assertThat(outcome(again)).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(store.transactions).containsExactly(List.of("first"), List.of("second"));
  }

  @Test
  void liveChanges_goBeforeAPassThatCameFirst() {
    lease.acquire(NOW);
    store.shut();
    live("first");
    awaitTransactions(1);
    List<CompletableFuture<WriteResult>> pass =
        patches(0, 99).stream().map(patch -> commits.write(patch, NOW, false)).toList();
    CompletableFuture<WriteResult> live = live("live");
    store.gate.release(10);
    pass.forEach(GroupCommitTest::end);
    end(live);
    assertThat(store.transactions.get(1)).startsWith("live").hasSize(99);
  }

  @Test
  void liveChanges_doNotKeepAPassBackForEver() {
    lease.acquire(NOW);
    store.shut();
    live("first");
    awaitTransactions(1);
    CompletableFuture<WriteResult> pass = commits.write(patch("pass"), NOW, false);
    // Three transactions full of live changes, all of which came later.
    patches(0, 297).forEach(patch -> commits.write(patch, NOW, true));
    store.gate.release(10);
    end(pass);
    assertThat(store.transactions.get(1)).hasSize(99).doesNotContain("pass");
    assertThat(store.transactions.get(2)).hasSize(99).endsWith("pass");
  }

  @Test
  void moreThanOneTransactionHolds_goesInSeveral() {
    lease.acquire(NOW);
    assertThat(outcomes(patches(0, 250))).hasSize(250);
    assertThat(store.transactions).extracting(List::size).containsExactly(99, 99, 52);
  }

  @Test
  void largeItems_goInMoreTransactions() {
    lease.acquire(NOW);
    outcomes(IntStream.range(0, 10).mapToObj(i -> large("s" + i)).toList());
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
    List<WriteOutcome> outcomes = outcomes(patches(0, 50));
    assertThat(outcomes.get(7)).isEqualTo(store.faults.get("s7"));
    assertThat(outcomes).filteredOn(WriteOutcome.Applied.class::isInstance).hasSize(49);
    assertThat(store.transactions).hasSize(2);
  }

  @Test
  void outage_isEverybodysAtOnceAndNotTriedAgain() {
    lease.acquire(NOW);
    store.outage = Optional.of(new WriteOutcome.Failed("throttled", true));
    assertThat(outcomes(patches(0, 50))).containsOnly(store.outage.get());
    assertThat(store.transactions).hasSize(1);
  }

  @Test
  void rejectedRequest_isHalvedUntilTheCulpritIsAlone() {
    lease.acquire(NOW);
    store.invalid.add("s33");
    List<WriteOutcome> outcomes = outcomes(patches(0, 99));
    assertThat(outcomes.get(33)).isEqualTo(new WriteOutcome.Rejected("too large"));
    assertThat(outcomes).filteredOn(WriteOutcome.Applied.class::isInstance).hasSize(98);
    assertThat(store.transactions).hasSizeLessThan(20);
  }

  @Test
  void culprit_goesAloneUntilItIsTaken() {
    lease.acquire(NOW);
    store.invalid.add("s1");
    outcomes(patches(0, 3));
    outcomes(patches(0, 3));
    assertThat(store.transactions).containsExactly(List.of("s0"), List.of("s1"), List.of("s2"));
    store.invalid.clear();
    outcomes(patches(0, 3));
    outcomes(patches(0, 3));
    assertThat(store.transactions).containsExactly(names(0, 3));
  }

  @Test
  void bugInOneBackend_breaksThatOneAlone() {
    lease.acquire(NOW);
    store.bugs.add("s4");
    List<WriteResult> results =
        together(patches(0, 20)).stream().map(GroupCommitTest::end).toList();
    assertThat(results.get(4)).isInstanceOf(WriteResult.Broken.class);
    assertThat(results)
        .filteredOn(WriteResult.Tried.class::isInstance)
        .hasSize(19)
        .allMatch(result -> ((WriteResult.Tried) result).outcome() instanceof WriteOutcome.Applied);
  }

  @Test
  void storeThatBlamesNobody_isNotAskedForEver() {
    lease.acquire(NOW);
    store.outage = Optional.of(new WriteOutcome.NotTried("whoever it was"));
    assertThat(outcomes(patches(0, 4))).containsOnly(store.outage.get());
  }

  @Test
  void standby_writesNothing() {
    for (ServerPatch patch : patches(0, 3)) {
      assertThat(end(commits.write(patch, NOW, true))).isEqualTo(new WriteResult.Standby());
    }
    assertThat(store.transactions).isEmpty();
  }

  @Test
  void readBegunBeforeTheTerm_isNotWrittenFrom() {
    lease.acquire(NOW);
    assertThat(end(commits.write(patch("old"), LONG_AGO, true)))
        .isEqualTo(new WriteResult.Outdated());
    assertThat(outcome(live("new"))).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(store.transactions).containsExactly(List.of("new"));
  }

  @Test
  void termThatBeginsWhileAPatchWaits_isThatByWhichItIsJudged() {
    lease.acquire(NOW);
    store.shut();
    CompletableFuture<WriteResult> first = live("first");
    awaitTransactions(1);
    CompletableFuture<WriteResult> before = live("before");
    CompletableFuture<WriteResult> after = commits.write(patch("after"), NOW + 2, true);
    lease.acquire(NOW + 1);
    store.gate.release(10);
    assertThat(outcome(first)).isInstanceOf(WriteOutcome.Fenced.class);
    assertThat(end(before)).isEqualTo(new WriteResult.Outdated());
    assertThat(outcome(after)).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(store.transactions).containsExactly(List.of("first"), List.of("after"));
  }

  @Test
  void taskThatStopsWhileItsPatchWaits_isNotAdded() {
    lease.acquire(NOW);
    store.shut();
    CompletableFuture<WriteResult> first = live("first");
    awaitTransactions(1);
    CompletableFuture<WriteResult> waits = live("waits");
    stopped.add("3f00");
    store.gate.release(10);
    assertThat(outcome(first)).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(end(waits)).isEqualTo(new WriteResult.Outdated());
    assertThat(store.transactions).containsExactly(List.of("first"));
  }

  @Test
  void leaseLostWhileATransactionIsInFlight_endsAllThatWaitAndNothingElseIsSent() {
    lease.acquire(NOW);
    store.shut();
    CompletableFuture<WriteResult> first = live("first");
    awaitTransactions(1);
    CompletableFuture<WriteResult> second = live("second");
    lease.lose("other");
    store.gate.release(10);
    assertThat(outcome(first))
        .as("the store knows no other yet")
        .isInstanceOf(WriteOutcome.Applied.class);
    assertThat(end(second)).isEqualTo(new WriteResult.Standby());
    assertThat(store.transactions).hasSize(1);
  }

  @Test
  void fallenFence_isToldOnceAndEndsAllThatWait() {
    lease.acquire(NOW);
    store.shut();
    live("zero");
    awaitTransactions(1);
    List<CompletableFuture<WriteResult>> first =
        patches(0, 3).stream().map(patch -> commits.write(patch, NOW, true)).toList();
    store.gate.release();
    awaitTransactions(2);
    CompletableFuture<WriteResult> late = live("late");
    lease.another();
    store.gate.release(10);
    assertThat(first)
        .extracting(GroupCommitTest::outcome)
        .containsOnly(new WriteOutcome.Fenced("epoch 9"));
    assertThat(end(late)).isEqualTo(new WriteResult.Standby());
    assertThat(store.transactions).hasSize(2);
    assertThat(lease.refusals()).isEqualTo(1);
    assertThat(registry.counter("ecs_task_tracker_fenced_writes_rejected").count()).isEqualTo(3);
  }

  @Test
  void errorInTheWriter_leavesTheOthersTheirTurn() {
    lease.acquire(NOW);
    store.shut();
    CompletableFuture<WriteResult> first = live("first");
    awaitTransactions(1);
    CompletableFuture<WriteResult> second = live("second");
    CompletableFuture<WriteResult> third = live("third");
    store.end = Optional.of(new StackOverflowError("too deep"));
    store.gate.release();
    assertThat(end(first)).isInstanceOf(WriteResult.Broken.class);
    assertThat(((WriteResult.Broken) end(first)).cause()).hasRootCauseMessage("too deep");
    awaitTransactions(2);
    store.end = Optional.empty();
    store.gate.release(10);
    assertThat(outcome(second)).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(outcome(third)).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(outcome(live("first"))).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(store.transactions.getLast()).containsExactly("first");
  }

  @Test
  void machineThatTakesNoMoreJobs_doesNotKeepAWriteWaiting() {
    lease.acquire(NOW);
    refuses = true;
    assertThat(live("web")).isCompleted();
    assertThat(outcome(live("api"))).isInstanceOf(WriteOutcome.Applied.class);
  }

  @Test
  void withoutAFence_eachPatchIsWrittenAloneAndNoneWaitsForAnother() {
    fenced = false;
    GroupCommit unfenced = unfenced();
    store.shut();
    List<CompletableFuture<WriteResult>> writes =
        patches(0, 5).stream().map(patch -> unfenced.write(patch, NOW, true)).toList();
    awaitTransactions(5);
    assertThat(store.transactions).allMatch(names -> names.size() == 1);
    store.gate.release(5);
    assertThat(writes).allMatch(write -> outcome(write) instanceof WriteOutcome.Applied);
  }

  @Test
  void withoutAFence_whatOneMeets_isItsOwn() {
    fenced = false;
    GroupCommit unfenced = unfenced();
    store.invalid.add("invalid");
    store.faults.put("stale", new WriteOutcome.Conflict("changed"));
    store.bugs.add("bug");
    assertThat(outcome(unfenced.write(patch("invalid"), NOW, true)))
        .isInstanceOf(WriteOutcome.Rejected.class);
    assertThat(outcome(unfenced.write(patch("stale"), NOW, true)))
        .isEqualTo(new WriteOutcome.Conflict("changed"));
    assertThat(end(unfenced.write(patch("bug"), NOW, true))).isInstanceOf(WriteResult.Broken.class);
    assertThat(outcome(unfenced.write(patch("web"), NOW, true)))
        .isInstanceOf(WriteOutcome.Applied.class);
    store.end = Optional.of(new StackOverflowError("too deep"));
    assertThat(end(unfenced.write(patch("deep"), NOW, true)))
        .isInstanceOf(WriteResult.Broken.class);
  }

  private GroupCommit unfenced() {
    return new GroupCommit(
        store, Leadership.sole(NOW), _ -> true, new ControllerMetrics(registry), this::execute);
  }

  /** Whatever the threads do: one in flight, each backend's own outcome, none twice. */
  @Test
  void manyThreads_everyOneHasItsOwnOutcome() throws Exception {
    lease.acquire(NOW);
    SplittableRandom random = new SplittableRandom(7);
    List<Future<List<CompletableFuture<WriteResult>>>> all = new ArrayList<>();
    int next = 0;
    for (int thread = 0; thread < 200; thread++) {
      List<ServerPatch> own = new ArrayList<>();
      for (int i = random.nextInt(1, 40); i > 0; i--) {
        String name = "s" + next++;
        own.add(patch(name));
        switch (random.nextInt(50)) {
          case 0 -> store.faults.put(name, new WriteOutcome.Conflict(name));
          case 1 -> store.invalid.add(name);
          default -> {}
        }
      }
      boolean live = random.nextBoolean();
      all.add(
          threads.submit(
              () -> own.stream().map(patch -> commits.write(patch, NOW, live)).toList()));
    }
    int seen = 0;
    for (Future<List<CompletableFuture<WriteResult>>> future : all) {
      for (CompletableFuture<WriteResult> write : future.get()) {
        String name = "s" + seen++;
        WriteOutcome outcome = outcome(write);
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
