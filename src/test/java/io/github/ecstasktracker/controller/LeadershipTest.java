package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.target.BackendWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a standby, a new leader and one whose term is over do and leave undone. */
class LeadershipTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final FakeLease lease = new FakeLease();

  @BeforeEach
  void elect() {
    world.leadership = lease;
    world.table.fences = lease::stands;
  }

  private void lead() {
    lease.acquire(world.time.nanos());
    world.controller.lead();
  }

  private double refusedWrites() {
    return world.registry.counter("ecs_task_tracker_fenced_writes_rejected").count();
  }

  @Test
  void standby_observesAndPlansAndWritesNothing() {
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.advance(World.RESYNC);
    assertThat(world.table.attempts).isZero();
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.OUT_OF_SYNC);
    assertThat(world.view("web").pending()).hasSize(1);
    assertThat(world.view("web").problem()).isEmpty();
    assertThat(world.controller.readiness()).allMatch(ControllerStatus.Check::ok);
  }

  @Test
  void standby_refusesTriggersAndSyncs() {
    world.start();
    lease.lose("other");
    AtomicInteger served = new AtomicInteger();
    assertThat(world.event("web", "arn:1", 1, served::incrementAndGet))
        .isEqualTo(TriggerSink.Acceptance.UNAVAILABLE);
    assertThat(
            world.controller.accept(
                Trigger.everything(Trigger.Source.SNS), served::incrementAndGet))
        .isEqualTo(TriggerSink.Acceptance.UNAVAILABLE);
    assertThat(world.controller.sync(Optional.empty(), true)).isCompletedExceptionally();
    assertThat(world.controller.sync(Optional.of(new BackendKey("web")), true))
        .isCompletedExceptionally();
    world.advance(World.RESYNC);
    assertThat(served).hasValue(0);
    assertThat(world.controller.standing())
        .isEqualTo(new LeaderState.Standby(Optional.of("other")));
  }

  @Test
  void standby_followsTheHealthOfItsTasks() {
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.ecs.checkHealth(arn);
    world.table.edit("web", "10.0.0.1:80");
    world.start();
    world.ecs.sicken(arn);
    world.advance(World.HEALTH);
    assertThat(world.view("web").holds()).extracting(Hold::guard).containsExactly(Hold.Guard.LAST);
    assertThat(world.table.attempts).isZero();
  }

  @Test
  void newLeader_readsEverythingAtOnce() {
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    lead();
    world.time.runDue();
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80");
  }

  @Test
  void termBegunBeforeTheStart_hasOnePass_andWritesFromIt() {
    world.ecs.run("web", "10.0.0.1:80");
    // A process of which nothing is known yet.
    world.controller = world.unstarted();
    lead();
    assertThat(world.ecs.calls).isEmpty();
    world.controller.start();
    world.advance(SECOND);
    assertThat(world.ecs.calls).containsExactly("list demo", "describe 1");
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80");
  }

  /** Addresses are handed out again: what another leader took out in good order nobody undid. */
  @Test
  void serversThatOtherLeadersTookOut_areNoContest_andArePutInAgainAtOnce() {
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    for (int term = 0; term < 2 * ConflictDetector.PATIENCE; term++) {
      lead();
      world.advance(SECOND);
      assertThat(world.table.servers("web")).as("term %d", term).containsExactly("10.0.0.1:80");
      loseToAnother();
      world.table.edit("web");
      world.advance(SECOND);
    }
  }

  /** Returns the first of two tasks that serve. */
  private String startWithTwo() {
    String first = world.ecs.run("web", "10.0.0.1:32768");
    world.ecs.run("web", "10.0.0.2:32768");
    world.start();
    return first;
  }

  /** A task that is listed, and of which ECS tells nothing else. */
  private String undescribed(String address) {
    String arn = world.ecs.run("web", address);
    world.ecs.undescribed.add(arn);
    return arn;
  }

  private void loseToAnother() {
    lease.lose("other");
    world.controller.standBy("the lease was lost");
  }

  /** Between two terms of this process another leader has put the heir in. */
  @Test
  void deathRememberedFromAnotherTerm_isNoProofWhereATaskThatMayHaveTheAddressIsNotDescribed() {
    lease.acquire(world.time.nanos());
    String dying = startWithTwo();
    world.ecs.stop(dying);
    world.event("web", dying, 2, () -> {});
    world.advance(SECOND);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:32768");

    String heir = undescribed("10.0.0.1:32768");
    loseToAnother();
    world.ecs.tasks.remove(dying);
    world.table.edit("web", "10.0.0.1:32768", "10.0.0.2:32768");
    lead();
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).contains("10.0.0.1:32768");

    world.ecs.undescribed.clear();
    world.ecs.tasks.remove(heir);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:32768");
  }

  /** The leader before has put the heir in, and this one has not seen it yet. */
  @Test
  void deathOfATaskNotSeenAliveInTheTerm_isNoProofWhereItsHeirIsNotDescribed() {
    String dying = startWithTwo();
    world.ecs.stop(dying);
    String heir = undescribed("10.0.0.1:32768");
    world.table.edit("web", "10.0.0.1:32768", "10.0.0.2:32768");
    lead();
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).contains("10.0.0.1:32768");

    world.ecs.tasks.remove(heir);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:32768");
  }

  @Test
  void deathOfATaskSeenAliveInTheTerm_isProofThoughAnotherIsNotDescribed() {
    String dying = startWithTwo();
    lead();
    // Until then ECS may show a task as it was before the term.
    world.advance(World.RESYNC.plus(SECOND));
    world.ecs.stop(dying);
    undescribed("10.0.0.3:32768");
    world.table.outage = Optional.of(new Result.Failed<>("table is throttled", true));
    world.event("web", dying, 2, () -> {});
    world.advance(SECOND);
    world.table.outage = Optional.empty();
    // What did not land at the first look is proven at the next one, too.
    world.advance(SECOND.multipliedBy(10));
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:32768");
  }

  @Test
  void passBegunBeforeTheTerm_isFollowedByOnePass_andByNoOtherReads() {
    for (int i = 0; i < 200; i++) {
      world.ecs.run("web-" + i, "10.0.0.%d:80".formatted(i));
    }
    world.ecs.beside =
        () -> {
          world.time.spend(SECOND);
          lead();
          // The dispatcher opens with the end of this pass, while the next one reads.
          world.ecs.beside = world.time::runDue;
        };
    world.start();
    assertThat(world.ecs.calls)
        .filteredOn(call -> call.startsWith("list"))
        .containsExactly("list demo", "list demo");
    assertThat(world.table.servers("web-199")).containsExactly("10.0.0.199:80");
  }

  @Test
  void newLeader_servesTheFirstTriggerWithoutAFullPass() {
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    lease.acquire(world.time.nanos());
    String arn = world.ecs.run("web", "10.0.0.2:80");
    world.ecs.calls.clear();
    world.event("web", arn, 1, () -> {});
    world.time.runDue();
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
    assertThat(world.ecs.calls).noneMatch(call -> call.startsWith("list"));
  }

  @Test
  void readBegunBeforeTheTerm_isNotWrittenFrom_andTheNextOneBeginsAtItsEnd() {
    world.start();
    world.ecs.run("web", "10.0.0.1:80");
    world.ecs.beside =
        () -> {
          world.time.spend(SECOND);
          world.ecs.run("web", "10.0.0.2:80");
          lead();
        };
    world.advance(World.RESYNC);
    assertThat(world.table.attempts).isEqualTo(1);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
  }

  @Test
  void readBegunInATermThatWasLostAndWonAgain_isNotWrittenFrom() {
    lease.acquire(world.time.nanos());
    world.start();
    world.ecs.run("web", "10.0.0.1:80");
    world.ecs.beside =
        () -> {
          world.time.spend(SECOND);
          loseToAnother();
          world.ecs.run("web", "10.0.0.2:80");
          lead();
        };
    world.advance(World.RESYNC);
    assertThat(world.table.attempts).isEqualTo(1);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
  }

  @Test
  void staleLeader_isRefusedByTheStoreAndStepsDown() {
    lease.acquire(world.time.nanos());
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    lease.another();
    String arn = world.ecs.run("web", "10.0.0.2:80");
    world.ecs.run("api", "10.0.0.3:80");
    AtomicInteger served = new AtomicInteger();
    world.event("web", arn, 1, served::incrementAndGet);
    world.advance(SECOND);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80");
    assertThat(lease.refusals()).isEqualTo(1);
    assertThat(refusedWrites()).isEqualTo(1);
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.OUT_OF_SYNC);
    assertThat(world.view("web").problem()).isEmpty();
    // Whoever leads now makes a pass before it writes, so the message is not needed any more.
    assertThat(served).hasValue(1);
  }

  @Test
  void staleLeader_triesNothingAgain() {
    lease.acquire(world.time.nanos());
    world.workers = 30;
    world.start();
    lease.another();
    for (int i = 0; i < 30; i++) {
      world.ecs.run("s" + i, "10.0.1." + i + ":80");
    }
    int before = world.table.attempts;
    world.advance(World.RESYNC.multipliedBy(5));
    assertThat(world.table.attempts - before).isEqualTo(1);
    assertThat(refusedWrites()).isEqualTo(30);
    assertThat(world.registry.counter("ecs_task_tracker_reconcile", "result", "error").count())
        .isZero();
  }

  @Test
  void lostLease_endsEverySyncAndForgetsItsForce() {
    lease.acquire(world.time.nanos());
    for (int i = 1; i <= 10; i++) {
      world.ecs.run("web", "10.0.0." + i + ":80");
    }
    world.start();
    world.ecs.tasks.keySet().forEach(world.ecs::sicken);
    CompletableFuture<?> one = world.controller.sync(Optional.of(new BackendKey("web")), true);
    CompletableFuture<?> all = world.controller.sync(Optional.empty(), true);
    loseToAnother();
    assertThat(one.handle((done, failure) -> failure).join()).hasMessage("the lease was lost");
    assertThat(all).isCompletedExceptionally();
    lead();
    world.advance(World.RESYNC);
    // What the guards hold is held still: nobody forces any more.
    assertThat(world.table.servers("web")).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void forceThatIsAskedForAsTheTermEnds_doesNotOutliveIt(boolean everything) {
    lease.acquire(world.time.nanos());
    for (int i = 1; i <= 10; i++) {
      world.ecs.run("web", "10.0.0." + i + ":80");
    }
    world.start();
    world.ecs.tasks.keySet().forEach(world.ecs::sicken);
    lease.beside = this::loseToAnother;
    Optional<BackendKey> what = everything ? Optional.empty() : Optional.of(new BackendKey("web"));
    assertThat(world.controller.sync(what, true)).isCompletedExceptionally();
    lead();
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).as("held").hasSize(5);
  }

  @Test
  void fullPass_writesManyBackendsInFewTransactions() {
    lease.acquire(world.time.nanos());
    int backends = 2 * BackendWriter.GROUP_MAX + 1;
    world.workers = backends;
    for (int i = 0; i < backends; i++) {
      world.ecs.run("s" + i, "10.0." + i / 250 + "." + (i % 250 + 1) + ":80");
    }
    world.start();
    assertThat(world.table.items).hasSize(backends);
    assertThat(world.table.attempts).isEqualTo(3);
  }

  @Test
  void addressThatMoves_leavesItsOldBackendFirst() {
    lease.acquire(world.time.nanos());
    String old = world.ecs.run("web", "10.0.0.1:80");
    world.ecs.run("web", "10.0.0.2:80");
    world.ecs.run("api", "10.0.0.3:80");
    world.start();
    world.ecs.stop(old);
    world.ecs.run("api", "10.0.0.1:80");
    int before = world.table.writes.size();
    world.advance(World.RESYNC);
    assertThat(world.table.servers("api")).contains("10.0.0.1:80");
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:80");
    assertThat(world.table.writes.subList(before, world.table.writes.size()))
        .extracting(group -> group.getFirst().key().name())
        .containsExactly("web", "api");
  }

  @Test
  void evictionThatCannotBeMade_doesNotHoldTheNewOwnerBack() {
    lease.acquire(world.time.nanos());
    String old = world.ecs.run("web", "10.0.0.1:80");
    world.ecs.run("api", "10.0.0.3:80");
    world.start();
    world.table.refusals.put(new BackendKey("web"), "throttled");
    world.ecs.stop(old);
    String moved = world.ecs.run("api", "10.0.0.1:80");
    world.event("api", moved, 1, () -> {});
    world.time.runDue();
    assertThat(world.table.servers("api")).contains("10.0.0.1:80");
    world.table.refusals.clear();
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).isEmpty();
  }

  @Test
  void oneBackendThatAlwaysFails_keepsNoOtherFromBeingWritten() {
    lease.acquire(world.time.nanos());
    for (int i = 0; i < 20; i++) {
      world.ecs.run("s" + i, "10.0.0." + (i + 1) + ":80");
    }
    world.table.broken.add(new BackendKey("s7"));
    world.start();
    assertThat(world.table.items).hasSize(19);
    assertThat(world.view("s7").state()).isEqualTo(BackendView.State.ERROR);
    world.table.broken.clear();
    world.advance(Duration.ofSeconds(20));
    assertThat(world.table.items).hasSize(20);
  }

  /** Both in one commit; the removal waits, since somebody has undone it too often. */
  @Test
  void addressWhoseRemovalIsWithheld_isStillTakenFromItsHolder() {
    lease.acquire(world.time.nanos());
    world.ecs.run("web", "10.0.0.1:80");
    world.ecs.run("api", "10.0.0.9:80");
    String gone = world.ecs.run("web", "10.0.0.5:80");
    world.start();
    world.ecs.stop(gone);
    for (int i = 0; i <= ConflictDetector.PATIENCE; i++) {
      world.table.edit("web", "10.0.0.1:80", "10.0.0.5:80");
      world.advance(World.RESYNC);
    }
    assertThat(world.view("web").problem().orElseThrow()).startsWith("contested");
    world.ecs.run("api", "10.0.0.5:80");
    world.advance(World.RESYNC);
    assertThat(world.table.servers("api")).containsExactly("10.0.0.5:80", "10.0.0.9:80");
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80");
  }

  private void runMany(int services) {
    for (int i = 0; i < services; i++) {
      world.ecs.run("s" + i, "10.0.1." + i + ":80");
    }
  }

  /** Each reconcile takes a tenth of a second. */
  @Test
  void longPass_writesWhatItHasBeforeItsEnd() {
    lease.acquire(world.time.nanos());
    world.start();
    runMany(10);
    world.allowed =
        service -> {
          world.time.spend(Duration.ofMillis(100));
          return true;
        };
    world.advance(World.RESYNC);
    assertThat(world.table.servers("s9")).hasSize(1);
    assertThat(world.table.writes)
        .extracting(List::size)
        .as("what the workers have planned, and the rest")
        .containsExactly(world.workers, 10 - world.workers);
  }

  @Test
  void quickPass_writesInOneTransaction() {
    lease.acquire(world.time.nanos());
    world.workers = 10;
    world.start();
    runMany(10);
    world.advance(World.RESYNC);
    assertThat(world.table.writes).hasSize(1);
  }

  @Test
  void forcedReadBegunBeforeTheTerm_isMadeAgainWithItsForce_andNobodyIsToldBefore() {
    for (int i = 1; i <= 10; i++) {
      world.ecs.run("web", "10.0.0." + i + ":80");
    }
    world.start();
    lead();
    world.time.runDue();
    world.ecs.tasks.keySet().forEach(world.ecs::sicken);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).as("held").hasSize(5);
    world.ecs.beside =
        () -> {
          world.time.spend(SECOND);
          lease.acquire(world.time.nanos());
        };
    List<Integer> told = new ArrayList<>();
    var _ =
        world
            .controller
            .sync(Optional.of(new BackendKey("web")), true)
            .thenAccept(report -> told.add(world.table.servers("web").size()));
    world.advance(SECOND);
    assertThat(told).containsExactly(0);
  }
}
