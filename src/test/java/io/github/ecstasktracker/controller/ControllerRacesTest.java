package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one look does while another is under way, and what it leaves behind where it fails. */
class ControllerRacesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final World world = new World();

  /** Runs this while the next full pass has read and not yet judged. */
  private void besideTheNextPass(Runnable work) {
    world.ecs.beside =
        () -> {
          world.time.spend(SECOND);
          work.run();
          world.time.runDue();
        };
  }

  @Test
  void backendThatAppearsDuringAPass_isNotForgottenByIt() {
    world.ecs.run("api", "10.0.0.9:80");
    world.start();
    besideTheNextPass(
        () -> {
          String arn = world.ecs.run("new", "10.0.0.1:80");
          world.event("new", arn, 1, () -> {});
        });
    world.advance(World.RESYNC);
    assertThat(world.table.servers("new")).containsExactly("10.0.0.1:80");
    assertThat(world.view("new")).isNotNull();
  }

  @Test
  void passThatEndsLate_publishesNothingOlderThanWhatIsKnown() {
    world.ecs.run("api", "10.0.0.9:80");
    world.start();
    world.ecs.run("zoo", "10.0.0.1:80");
    // While the pass writes its last backend, an event about its first is served.
    world.table.beside =
        () -> {
          String arn = world.ecs.run("api", "10.0.0.8:80");
          world.event("api", arn, 1, () -> {});
          world.time.runDue();
        };
    world.advance(World.RESYNC);
    assertThat(world.table.servers("api")).hasSize(2);
    assertThat(world.view("api").servers().orElseThrow()).hasSize(2);
  }

  /** A plan that waited for the holder of an address is made anew before it is written. */
  @Test
  void taskThatStopsWhileItsAddressIsFreed_isNotAdded() {
    String old = world.ecs.run("web", "10.0.0.1:80");
    world.ecs.run("web", "10.0.0.2:80");
    world.ecs.run("api", "10.0.0.3:80");
    world.start();
    world.ecs.stop(old);
    String moved = world.ecs.run("api", "10.0.0.1:80");
    world.table.beside =
        () -> {
          world.ecs.stop(moved);
          world.event("api", moved, 2, () -> {});
          world.time.runDue();
        };
    int before = world.table.writes.size();
    world.event("api", moved, 1, () -> {});
    world.time.runDue();
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:80");
    assertThat(world.table.writes).hasSize(before + 1);
    assertThat(world.table.servers("api")).containsExactly("10.0.0.3:80");
  }

  @Test
  void eventAtTheMomentThePassBegins_isServedAtOnce() {
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.start();
    AtomicInteger served = new AtomicInteger();
    world.ecs.beside = () -> world.event("web", arn, 1, served::incrementAndGet);
    world.advance(World.RESYNC.minus(SECOND).plusMillis(1));
    assertThat(served).hasValue(1);
  }

  @Test
  void forceFromAnOperator_waitsForALookBegunAfterIt() {
    for (int i = 1; i <= 10; i++) {
      world.ecs.run("web", "10.0.0." + i + ":80");
    }
    world.start();
    world.ecs.tasks.keySet().forEach(world.ecs::sicken);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).as("held").hasSize(5);
    var report = new AtomicReference<CompletableFuture<SyncRequests.SyncReport>>();
    world.ecs.beside =
        () -> report.set(world.controller.sync(Optional.of(new BackendKey("web")), true));
    world.advance(World.RESYNC.minus(SECOND).plusMillis(1));
    assertThat(world.table.servers("web")).isEmpty();
    assertThat(report.get()).isCompleted();
    assertThat(report.get().join().backends().getFirst().servers().orElseThrow()).isEmpty();
  }

  @Test
  void firstEventOfAService_whoseReadIsVoid_keepsItDirty() {
    world.start();
    String arn = world.ecs.run("new", "10.0.0.1:80");
    world.ecs.outage = Optional.of("Rate exceeded");
    world.event("new", arn, 1, () -> {});
    world.advance(SECOND);
    world.ecs.outage = Optional.empty();
    world.advance(Duration.ofSeconds(20));
    assertThat(world.table.servers("new")).containsExactly("10.0.0.1:80");
  }

  @Test
  void firstEventOfAService_whoseTaskIsNotDescribed_keepsItDirty() {
    world.start();
    String arn = world.ecs.run("new", "10.0.0.1:80");
    world.ecs.undescribed.add(arn);
    world.event("new", arn, 1, () -> {});
    world.advance(SECOND);
    world.ecs.undescribed.clear();
    world.advance(Duration.ofSeconds(20));
    assertThat(world.table.servers("new")).containsExactly("10.0.0.1:80");
  }

  @Test
  void failedWriteAfterATrigger_isCountedFromTheTriggerOnceWritten() {
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.ecs.stop(arn);
    world.table.refusals.put(new BackendKey("web"), "table is throttled");
    world.event("web", arn, 2, () -> {});
    world.advance(SECOND);
    assertThat(world.view("web").problem()).contains("table is throttled");
    world.table.refusals.clear();
    world.advance(Duration.ofSeconds(20));
    assertThat(world.controller.changes().getFirst().cause()).isEqualTo("sqs");
    var timer = world.registry.timer("ecs_task_tracker_trigger_to_write");
    assertThat(timer.count()).isEqualTo(1);
    assertThat(timer.max(TimeUnit.SECONDS)).isGreaterThan(1);
  }

  @Test
  void whatFailsInOneBackend_staysThere() {
    world.ecs.run("api", "10.0.0.1:80");
    world.ecs.run("web", "10.0.0.2:80");
    world.table.broken.add(new BackendKey("api"));
    world.start();
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:80");
    assertThat(world.view("api").state()).isEqualTo(BackendView.State.ERROR);
    assertThat(world.view("api").problem().orElseThrow()).contains("broken");
    world.table.broken.clear();
    world.advance(Duration.ofSeconds(20));
    assertThat(world.table.servers("api")).containsExactly("10.0.0.1:80");
  }

  @Test
  void whoeverFailsAtBeingServed_stopsNothing() {
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.ecs.stop(arn);
    world.event(
        "web",
        arn,
        2,
        () -> {
          throw new IllegalStateException("cannot delete the message");
        });
    world.advance(SECOND);
    world.controller.stop();
    assertThat(world.controller.idle()).isTrue();
  }

  @Test
  void refusedRead_isRetriedAndFreesItsWorker() {
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.ecs.stop(arn);
    world.ecs.failure = Optional.of(new IllegalStateException("no such client"));
    world.event("web", arn, 2, () -> {});
    world.advance(SECOND);
    world.ecs.failure = Optional.empty();
    world.advance(Duration.ofSeconds(20));
    assertThat(world.table.servers("web")).isEmpty();
  }

  @Test
  void labelThatSendsATaskToAKnownBackend_isFollowedWithoutAResync() {
    world.ecs.run("web", "10.0.0.1:80");
    world.ecs.run("canary", "10.0.0.2:80");
    world.start();
    String arn = world.ecs.run("canary", "web", "10.0.0.3:80");
    world.event("canary", arn, 1, () -> {});
    world.advance(SECOND);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.3:80");
  }

  @Test
  void namesakeInAnotherCluster_isReadWhenHeardOf() {
    world.clusters = List.of("demo", "other");
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    ServiceKey other = new ServiceKey("other", "web");
    String arn = world.ecs.run(other, "web-other", "10.0.0.2:80");
    world.event(other, arn, 1, () -> {});
    world.advance(SECOND);
    assertThat(world.table.servers("web-other")).containsExactly("10.0.0.2:80");
  }

  @Test
  void backendsThatNeverAppear_areForgotten() {
    world.start();
    for (int i = 0; i < 100; i++) {
      world.event("ghost" + i, "arn:" + i, 1, () -> {});
    }
    String arn = world.ecs.run("labelled", "elsewhere", "10.0.0.1:80");
    world.advance(SECOND);
    world.ecs.stop(arn);
    world.table.items.clear();
    world.advance(Duration.ofMinutes(13));
    assertThat(world.controller.view().backends()).isEmpty();
  }

  @Test
  void voidPass_looksAgainAtEverythingAtOnceAndNotOneByOne() {
    world.clusters = List.of("demo", "other");
    for (int i = 0; i < 30; i++) {
      world.ecs.run("s" + i, "10.0.1." + i + ":80");
    }
    world.start();
    world.ecs.calls.clear();
    world.ecs.voidClusters.add("other");
    world.advance(World.RESYNC);
    assertThat(world.ecs.calls).noneMatch(call -> call.startsWith("service"));
  }

  @Test
  void retryOfAVoidPass_isDroppedOnceAWholeOneWasMade() {
    world.start();
    world.ecs.outage = Optional.of("Rate exceeded");
    world.controller.accept(Trigger.everything(Trigger.Source.SNS), () -> {});
    world.time.runDue();
    world.ecs.outage = Optional.empty();
    world.controller.accept(Trigger.everything(Trigger.Source.SNS), () -> {});
    world.time.runDue();
    world.ecs.calls.clear();
    world.advance(SECOND);
    assertThat(world.ecs.calls).isEmpty();
  }

  @Test
  void stop_completesEveryWaitingSync() {
    world.start();
    var report = world.controller.sync(Optional.of(new BackendKey("web")), false);
    world.controller.stop();
    assertThat(report).isCompletedExceptionally();
  }

  @Test
  void stop_leavesNothingInWork_thatWaitsForAReconcileNobodyMakes() {
    world.workers = 1;
    world.table.edit("foreign", "10.0.0.9:80");
    world.ecs.run("other", "10.0.0.2:80");
    world.start();
    world.ecs.run("web", "10.0.0.9:80");
    world.controller.sync(Optional.of(new BackendKey("web")), false);
    world.controller.sync(Optional.of(new BackendKey("other")), false);
    // Between the patch of web, which waits for a reconcile of the holder, and that reconcile.
    world.table.besideRead = () -> world.time.after(Duration.ZERO, world.controller::stop);
    world.advance(SECOND);
    assertThat(world.controller.idle()).isTrue();
  }

  @Test
  void agentsTrigger_whileTheMachineRefusesJobs_isUnavailable() {
    world.start();
    world.time.refuseJobs();
    Trigger trigger =
        new Trigger(Trigger.Source.AGENT, Optional.of(FakeEcs.service("web")), Optional.empty());
    assertThat(world.controller.accept(trigger, () -> {}))
        .isEqualTo(TriggerSink.Acceptance.UNAVAILABLE);
  }

  @Test
  void refusedMachine_leavesNothingInWork() {
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.time.refuseJobs();
    world.controller.sync(Optional.of(new BackendKey("web")), false);
    world.controller.sync(Optional.empty(), false);
    assertThat(world.controller.idle()).isTrue();
  }

  @Test
  void conflictOfANewOccupant_isMetOnce_andTheOldOneHasLeft() {
    String old = world.ecs.run("web", "10.0.0.1:80");
    world.ecs.run("api", "10.0.0.3:80");
    world.start();
    world.ecs.stop(old);
    String moved = world.ecs.run("api", "10.0.0.1:80");
    int before = world.table.attempts;
    world.table.beside = () -> world.table.edit("api", "10.0.0.3:80", "10.9.9.9:1");
    world.event("api", moved, 1, () -> {});
    world.advance(SECOND);
    // The old occupant's, the one that met the edit, and the one from a new read.
    assertThat(world.table.attempts - before).isEqualTo(3);
    assertThat(world.table.servers("api")).contains("10.0.0.1:80", "10.9.9.9:1");
    assertThat(world.table.servers("web")).isEmpty();
  }

  @Test
  void idleForHalfAnHour_everyLoopStillMoves() {
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.advance(World.RESYNC.multipliedBy(30));
    assertThat(world.controller.liveness())
        .extracting(ControllerStatus.Check::name)
        .containsExactlyInAnyOrder("resync", "health");
    assertThat(world.controller.liveness()).allMatch(ControllerStatus.Check::ok);
  }

  @Test
  void delayedLookOfABackend_isNotLostToAnEventOrAnotherPass() {
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.table.edit("web", "10.0.0.1:80", "10.9.9.9:1");
    world.advance(World.RESYNC);
    assertThat(world.controller.queue().nextDueNanos()).isPresent();
    besideTheNextPass(
        () -> {
          world.ecs.put(arn, "RUNNING", world.ecs.tasks.get(arn).state());
          world.event("web", arn, 2, () -> {});
        });
    world.controller.accept(Trigger.everything(Trigger.Source.SNS), () -> {});
    world.advance(SECOND.multipliedBy(3));
    assertThat(world.view("web").holds())
        .extracting(Hold::guard)
        .containsExactly(Hold.Guard.WAITING);
    assertThat(world.controller.queue().nextDueNanos()).isPresent();
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80");
  }

  /** While the pass writes its first backend, an address that its read saw move comes back. */
  @Test
  void passThatReadBeforeTheHolder_takesNoAddressFromIt() {
    String old = world.ecs.run("web", "10.0.0.1:80");
    world.ecs.run("web", "10.0.0.2:80");
    world.ecs.run("api", "10.0.0.3:80");
    world.start();
    world.ecs.run("aaa", "10.0.0.4:80");
    world.ecs.stop(old);
    String moved = world.ecs.run("api", "10.0.0.1:80");
    world.table.beside =
        () -> {
          world.time.spend(SECOND);
          world.ecs.stop(moved);
          String back = world.ecs.run("web", "10.0.0.1:80");
          world.event("web", back, 1, () -> {});
          world.time.runDue();
        };
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
    assertThat(world.table.servers("api")).containsExactly("10.0.0.3:80");
  }

  /** The answer to the pass is on its way while an address that it saw move comes back. */
  @Test
  void answerThatWasMadeBeforeANewerOne_takesNoAddressFromTheHolder() {
    String old = world.ecs.run("web", "10.0.0.1:80");
    world.ecs.run("web", "10.0.0.2:80");
    world.ecs.run("api", "10.0.0.3:80");
    world.start();
    world.ecs.stop(old);
    String moved = world.ecs.run("api", "10.0.0.1:80");
    besideTheNextPass(
        () -> {
          world.ecs.stop(moved);
          String back = world.ecs.run("web", "10.0.0.1:80");
          world.event("web", back, 1, () -> {});
        });
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
    assertThat(world.table.servers("api")).containsExactly("10.0.0.3:80");
    assertThat(world.table.writes.stream().flatMap(List::stream))
        .filteredOn(patch -> patch.key().name().equals("web"))
        .hasSize(1);
  }

  @Test
  void passThatReadBeforeOurOwnWriteLanded_doesNotMakeItAgain() {
    world.ecs.run("api", "10.0.0.9:80");
    world.start();
    world.table.attempts = 0;
    besideTheNextPass(
        () -> {
          String arn = world.ecs.run("web", "10.0.0.1:80");
          world.event("web", arn, 1, () -> {});
          world.time.runDue();
          assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80");
          world.time.spend(SECOND);
        });
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80");
    assertThat(world.table.attempts).isEqualTo(1);
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.IN_SYNC);
  }

  @Test
  void forceOverEverything_isAlsoForTheBackendThatIsInWorkThen() {
    for (int i = 1; i <= 10; i++) {
      world.ecs.run("web", "10.0.0." + i + ":80");
    }
    world.start();
    world.ecs.tasks.keySet().forEach(world.ecs::sicken);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).hasSize(5);
    besideTheNextPass(() -> world.event("web", "arn:x", 1, () -> {}));
    var report = world.controller.sync(Optional.empty(), true);
    world.advance(SECOND.multipliedBy(2));
    assertThat(world.table.servers("web")).isEmpty();
    assertThat(report).isCompleted();
    assertThat(report.join().backends().getFirst().servers().orElseThrow()).isEmpty();
  }

  @Test
  void triggerWhoseReadFailed_isTriedAgainAlsoWhereAPassFailsMeanwhile() {
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.ecs.outage = Optional.of("Rate exceeded");
    world.ecs.stop(arn);
    AtomicInteger served = new AtomicInteger();
    world.event("web", arn, 2, served::incrementAndGet);
    world.advance(SECOND);
    world.controller.accept(Trigger.everything(Trigger.Source.SNS), () -> {});
    world.time.runDue();
    assertThat(served).hasValue(0);
    world.ecs.outage = Optional.empty();
    world.advance(SECOND.multipliedBy(20));
    assertThat(served).hasValue(1);
    assertThat(world.table.servers("web")).isEmpty();
  }

  @Test
  void passThatFails_servesNobody_andItsRetryHasItsForce() {
    for (int i = 1; i <= 10; i++) {
      world.ecs.run("web", "10.0.0." + i + ":80");
    }
    world.start();
    world.ecs.tasks.keySet().forEach(world.ecs::sicken);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).as("held").hasSize(5);
    world.ecs.failure = Optional.of(new IllegalStateException("no such client"));
    var report = world.controller.sync(Optional.empty(), true);
    world.time.runDue();
    assertThat(report).isNotDone();
    world.ecs.failure = Optional.empty();
    world.advance(SECOND.multipliedBy(20));
    assertThat(report).isCompleted();
    assertThat(world.table.servers("web")).isEmpty();
  }

  @Test
  void forceOfAPassThatFailed_endsWithTheTerm() {
    for (int i = 1; i <= 10; i++) {
      world.ecs.run("web", "10.0.0." + i + ":80");
    }
    world.start();
    world.ecs.tasks.keySet().forEach(world.ecs::sicken);
    world.advance(World.RESYNC);
    world.ecs.failure = Optional.of(new IllegalStateException("no such client"));
    world.controller.sync(Optional.empty(), true);
    world.time.runDue();
    world.ecs.failure = Optional.empty();
    world.controller.standBy("another leads");
    world.advance(SECOND.multipliedBy(20));
    assertThat(world.table.servers("web")).hasSize(5);
  }

  @Test
  void errorInAPassOrAReconcile_leavesNoKeyInWork() {
    AtomicReference<Optional<RuntimeException>> failure = new AtomicReference<>(Optional.empty());
    Leadership sole = Leadership.sole(0);
    world.leadership =
        new Leadership() {
          @Override
          public LeaderState standing() {
            failure
                .getAndSet(Optional.empty())
                .ifPresent(
                    broken -> {
                      throw broken;
                    });
            return sole.standing();
          }

          @Override
          public void refused(Fence fence) {
            sole.refused(fence);
          }
        };
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.ecs.run("web", "10.0.0.2:80");
    BackendKey web = new BackendKey("web");
    world.controller.queue().addAfter(web, World.RESYNC, WorkQueue.Priority.RESYNC);
    world.ecs.beside = () -> failure.set(Optional.of(new IllegalStateException("broken")));
    world.advance(World.RESYNC);
    assertThat(failure.get()).as("met").isEmpty();
    assertThat(world.controller.queue().isProcessing(web)).isFalse();
    world.advance(SECOND.multipliedBy(20));
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
  }

  @Test
  void forceOverEverything_waitsForABackendThatMayBeWrittenFromANewerReadOnly() {
    String old = world.ecs.run("web", "10.0.0.1:80");
    world.ecs.run("web", "10.0.0.2:80");
    String[] sick =
        IntStream.rangeClosed(1, 10).mapToObj(i -> "10.0.1." + i + ":80").toArray(String[]::new);
    List.of(sick).forEach(address -> world.ecs.sicken(world.ecs.run("api", address)));
    world.table.edit("api", sick);
    world.start();
    assertThat(world.table.servers("api")).as("held").hasSize(5);
    world.ecs.run("aaa", "10.0.0.4:80");
    world.ecs.stop(old);
    String moved = world.ecs.run("api", "10.0.0.1:80");
    world.table.beside =
        () -> {
          world.time.spend(SECOND);
          world.ecs.stop(moved);
          String back = world.ecs.run("web", "10.0.0.1:80");
          world.event("web", back, 1, () -> {});
          world.time.runDue();
        };
    List<Set<String>> told = new ArrayList<>();
    var _ =
        world
            .controller
            .sync(Optional.empty(), true)
            .thenAccept(report -> told.add(Set.copyOf(world.table.servers("api"))));
    world.advance(SECOND);
    assertThat(told).containsExactly(Set.of());
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
  }
}
