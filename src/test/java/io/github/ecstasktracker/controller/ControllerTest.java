package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ControllerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final World world = new World();

  @Test
  void start_fillsTheTable() {
    world.ecs.run("web", "10.0.0.1:32768");
    world.ecs.run("web", "10.0.0.2:32768");
    world.start();
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768", "10.0.0.2:32768");
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.IN_SYNC);
  }

  @Test
  void strangersOfTheTable_areShown_untilAScanFindsThemNoMore() {
    world.table.strangers.add("stray");
    world.start();
    assertThat(world.controller.view().findings())
        .containsExactly("item stray is neither a backend nor a frontend");
    world.table.strangers.clear();
    world.advance(World.RESYNC.multipliedBy(2));
    assertThat(world.controller.view().findings()).isEmpty();
  }

  @Test
  void event_isServedBeforeTheResync() {
    world.start();
    String arn = world.ecs.run("web", "10.0.0.1:32768");
    AtomicInteger served = new AtomicInteger();
    world.event("web", arn, 1, served::incrementAndGet);
    world.advance(SECOND);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768");
    assertThat(served).hasValue(1);
    assertThat(world.controller.changes().getFirst().cause()).isEqualTo("sqs");
  }

  @Test
  void eventOfANewService_whoseFirstReadFails_isServedByTheNextRead() {
    world.start();
    String arn = world.ecs.run("web", "10.0.0.1:32768");
    world.ecs.outage = Optional.of("ListTasks: throttled");
    world.event("web", arn, 1, () -> {});
    world.advance(SECOND);
    world.ecs.outage = Optional.empty();
    world.advance(SECOND.multipliedBy(4));
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768");
  }

  @Test
  void eventOfANewService_whoseFirstTaskIsNotDescribed_isServedByTheNextRead() {
    world.start();
    String arn = world.ecs.run("web", "10.0.0.1:32768");
    world.ecs.undescribed.add(arn);
    world.event("web", arn, 1, () -> {});
    world.advance(SECOND);
    world.ecs.undescribed.clear();
    world.advance(SECOND.multipliedBy(4));
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768");
  }

  @Test
  void everyEventDropped_healsWithinOneResync() {
    String first = world.ecs.run("web", "10.0.0.1:32768");
    world.start();
    world.ecs.stop(first);
    world.ecs.run("web", "10.0.0.2:32768");
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:32768");
    assertThat(world.controller.changes().getFirst().cause()).isEqualTo("drift");
  }

  @Test
  void nothingDiffers_writesNothing() {
    world.ecs.run("web", "10.0.0.1:32768");
    world.start();
    int writes = world.table.writes.size();
    world.advance(Duration.ofHours(10));
    assertThat(world.table.writes).hasSize(writes);
  }

  @Test
  void triggersNeverPostponeTheResync() {
    String noisy = world.ecs.run("noisy", "10.0.0.9:80");
    world.start();
    world.ecs.run("web", "10.0.0.1:32768");
    for (int i = 0; i < 60; i++) {
      world.event("noisy", noisy, 1, () -> {});
      world.advance(SECOND);
    }
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768");
  }

  @Test
  void staleServerAfterDowntime_leavesWhenAbsentTwiceAndCounted() {
    world.ecs.run("web", "10.0.0.1:32768");
    world.table.edit("web", "10.0.0.1:32768", "10.9.9.9:1");
    world.start();
    assertThat(world.table.servers("web")).contains("10.9.9.9:1");
    assertThat(world.view("web").holds())
        .extracting(Hold::guard)
        .containsExactly(Hold.Guard.WAITING);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768");
  }

  /** Seed 4834: with a resync of minutes the next pass is far. */
  @Test
  void staleServer_whoseServiceCannotBeListedNow_leavesBeforeTheNextPass() {
    world.ecs.run("web", "10.0.0.1:32768");
    world.table.edit("web", "10.0.0.1:32768", "10.9.9.9:1");
    world.start();
    world.ecs.serviceListsFail = true;
    world.advance(World.RESYNC);
    world.ecs.serviceListsFail = false;
    assertThat(world.table.servers("web")).contains("10.9.9.9:1");
    world.advance(SECOND.multipliedBy(15));
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768");
  }

  @Test
  void staleServer_leavesThoughAnotherTaskWasSeenAboutToStop() {
    world.ecs.run("web", "10.0.0.1:32768");
    String leaving = world.ecs.run("web", "10.0.0.2:32768");
    world.table.edit("web", "10.0.0.1:32768", "10.0.0.2:32768", "10.9.9.9:1");
    world.start();
    world.ecs.put(
        leaving,
        "RUNNING",
        new TaskState.Excluded(TaskState.Cause.STOPPED, Optional.empty(), "task is about to stop"));
    world.event("web", leaving, 2, () -> {});
    world.advance(SECOND);
    world.ecs.tasks.remove(leaving);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768");
  }

  @Test
  void pausedRevision_keepsHandsOff_andNoLongerThanATaskOfItLives() {
    String one = world.ecs.run("web", "10.0.0.1:32768");
    String two = world.ecs.run("web", "10.0.0.2:32768");
    world.ecs.pause(one);
    world.ecs.pause(two);
    world.table.edit("web", "10.0.0.1:32768", "10.0.0.2:32768");
    world.start();
    world.ecs.run("web", "10.0.0.3:32768");
    world.ecs.stop(one);
    world.advance(World.RESYNC);
    assertThat(world.table.attempts).isZero();

    world.ecs.stop(two);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.3:32768");
  }

  @Test
  void staleServer_staysWhileDescribeServicesCountsOtherTasks() {
    world.ecs.run("web", "10.0.0.1:32768");
    world.ecs.statuses.put(FakeEcs.service("web"), new ServiceStatus.Live(2));
    world.table.edit("web", "10.0.0.1:32768", "10.9.9.9:1");
    world.start();
    world.advance(World.RESYNC.multipliedBy(5));
    assertThat(world.table.servers("web")).contains("10.9.9.9:1");
    assertThat(world.view("web").holds())
        .extracting(Hold::guard)
        .containsExactly(Hold.Guard.UNPROVEN);
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.HELD);
  }

  /** It is last described RUNNING, as ECS describes a task that is about to stop. */
  @Test
  void taskThatDied_isNotCountedAsRunningFromMemory() {
    world.ecs.run("web", "10.0.0.1:32768");
    String dying = world.ecs.run("web", "10.0.0.2:32768");
    world.start();
    world.ecs.put(
        dying,
        "RUNNING",
        new TaskState.Excluded(TaskState.Cause.STOPPED, Optional.empty(), "about to stop"));
    world.advance(World.RESYNC);
    world.ecs.tasks.remove(dying);
    world.table.edit("web", "10.0.0.1:32768", "10.9.9.9:1");
    world.advance(World.RESYNC.multipliedBy(2).plus(SECOND));
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768");
  }

  @Test
  void serviceScaledToZeroDuringDowntime_isEmptiedAndKept() {
    world.ecs.statuses.put(FakeEcs.service("web"), new ServiceStatus.Live(0));
    world.table.edit("web", "10.0.0.1:32768");
    world.start();
    world.advance(World.RESYNC.plus(SECOND));
    assertThat(world.table.items.get(new BackendKey("web")))
        .isInstanceOf(StoredBackend.Present.class);
    assertThat(world.table.servers("web")).isEmpty();
  }

  @Test
  void foreignItem_isNeverTouched() {
    world.ecs.statuses.put(FakeEcs.service("handmade"), new ServiceStatus.Missing());
    world.table.edit("handmade", "192.168.0.1:80");
    world.start();
    world.advance(World.RESYNC.multipliedBy(30));
    assertThat(world.table.servers("handmade")).containsExactly("192.168.0.1:80");
    assertThat(world.view("handmade").state()).isEqualTo(BackendView.State.FOREIGN);
  }

  @Test
  void voidObservation_writesNothingAndRecovers() {
    world.ecs.run("web", "10.0.0.1:32768");
    world.start();
    world.ecs.outage = Optional.of("Rate exceeded");
    world.ecs.run("web", "10.0.0.2:32768");
    Instant observedAt = world.view("web").observedAt();
    world.advance(World.RESYNC.multipliedBy(3));
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768");
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.UNKNOWN);
    assertThat(world.view("web").observedAt()).isEqualTo(observedAt);
    world.ecs.outage = Optional.empty();
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768", "10.0.0.2:32768");
  }

  @Test
  void undescribedTask_holdsBackNothingThatIsProven() {
    String stopped = world.ecs.run("web", "10.0.0.1:32768");
    String stuck = world.ecs.run("web", "10.0.0.2:32768");
    world.start();
    world.advance(World.RESYNC);
    world.ecs.undescribed.add(stuck);
    world.ecs.stop(stopped);
    world.ecs.run("web", "10.0.0.3:32768");
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:32768", "10.0.0.3:32768");
  }

  @Test
  void missingOnce_provesNothing_missingTwice_provesGone() {
    String lost = world.ecs.run("web", "10.0.0.1:32768");
    world.ecs.run("web", "10.0.0.2:32768");
    world.start();
    world.ecs.missing.add(lost);
    world.ecs.unlisted.add(lost);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).contains("10.0.0.1:32768");
    world.advance(World.RESYNC.plus(World.RESYNC));
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:32768");
  }

  @Test
  void staleRead_isNotBelieved() {
    String arn = world.ecs.run("web", "10.0.0.1:32768");
    world.start();
    world.event("web", arn, 5, () -> {});
    world.advance(SECOND);
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.UNKNOWN);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:32768");
    world.advance(Duration.ofMinutes(4));
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.IN_SYNC);
    assertThat(world.registry.counter("ecs_task_tracker_versions_lapsed").count()).isEqualTo(1);
  }

  @Test
  void addressMovesToAnotherService_andLeavesTheOldBackendFirst() {
    String old = world.ecs.run("web", "10.0.0.1:32768");
    world.ecs.run("web", "10.0.0.2:32768");
    world.ecs.run("api", "10.0.0.3:32768");
    world.start();
    world.ecs.stop(old);
    String moved = world.ecs.run("api", "10.0.0.1:32768");
    int before = world.table.writes.size();
    world.event("api", moved, 1, () -> {});
    world.advance(SECOND);
    assertThat(world.table.servers("api")).contains("10.0.0.1:32768");
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:32768");
    assertThat(world.table.writes.subList(before, world.table.writes.size()))
        .extracting(group -> group.getFirst().key().name())
        .containsExactly("web", "api");
  }

  @Test
  void oldOwnerCannotBeWritten_newOwnerDoesNotWait() {
    String old = world.ecs.run("web", "10.0.0.1:32768");
    world.ecs.run("api", "10.0.0.3:32768");
    world.start();
    world.table.refusals.put(new BackendKey("web"), "throttled");
    world.ecs.stop(old);
    String moved = world.ecs.run("api", "10.0.0.1:32768");
    world.event("api", moved, 1, () -> {});
    world.advance(SECOND);
    assertThat(world.table.servers("api")).contains("10.0.0.1:32768");
    world.table.refusals.clear();
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).isEmpty();
  }

  @Test
  void unhealthyEverywhere_failsOpen() {
    for (int i = 1; i <= 10; i++) {
      world.ecs.run("web", "10.0.0." + i + ":80");
    }
    world.start();
    world.ecs.tasks.keySet().forEach(world.ecs::sicken);
    world.advance(World.RESYNC.multipliedBy(10));
    assertThat(world.table.servers("web")).hasSize(5);
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.HELD);
  }

  @Test
  void operatorForces_whatTheGuardsHold() {
    for (int i = 1; i <= 10; i++) {
      world.ecs.run("web", "10.0.0." + i + ":80");
    }
    world.start();
    world.ecs.tasks.keySet().forEach(world.ecs::sicken);
    world.advance(World.RESYNC);
    var report = world.controller.sync(Optional.of(new BackendKey("web")), true);
    world.advance(SECOND);
    assertThat(report).isCompleted();
    assertThat(world.table.servers("web")).isEmpty();
  }

  @Test
  void writeConflict_isTriedAgainWithAFreshRead() {
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    String arn = world.ecs.run("web", "10.0.0.2:80");
    world.table.refusals.put(new BackendKey("web"), "throttled");
    world.event("web", arn, 1, () -> {});
    world.advance(SECOND);
    world.table.refusals.clear();
    world.advance(Duration.ofSeconds(5));
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
  }

  @Test
  void dryRun_showsAndWritesNothing() {
    world.dryRun = true;
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.advance(World.RESYNC);
    assertThat(world.table.writes).isEmpty();
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.OUT_OF_SYNC);
    assertThat(world.view("web").pending()).hasSize(1);
  }

  @Test
  void deniedService_isLeftAlone() {
    world.allowed = service -> !service.service().equals("web");
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.start();
    assertThat(world.table.writes).isEmpty();
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.PAUSED);
    assertThat(world.event("web", arn, 2, () -> {})).isEqualTo(TriggerSink.Acceptance.NOT_OURS);
  }

  @Test
  void tableUnreadable_servesTheTriggerAndKeepsTheBackendDirty() {
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.ecs.stop(arn);
    world.table.outage = Optional.of(new Result.Failed<>("table is throttled", true));
    AtomicInteger served = new AtomicInteger();
    world.event("web", arn, 2, served::incrementAndGet);
    world.advance(SECOND);
    assertThat(served).hasValue(1);
    world.table.outage = Optional.empty();
    world.advance(Duration.ofSeconds(20));
    assertThat(world.table.servers("web")).isEmpty();
  }

  @Test
  void missingButListed_provesNothing() {
    String lost = world.ecs.run("web", "10.0.0.1:32768");
    world.ecs.run("web", "10.0.0.2:32768");
    world.start();
    world.ecs.missing.add(lost);
    world.advance(World.RESYNC.multipliedBy(5));
    assertThat(world.table.servers("web")).contains("10.0.0.1:32768");
  }

  @Test
  void manyEventsAtOnce_areServedByOneCall() {
    world.start();
    world.ecs.calls.clear();
    List<String> arns = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      arns.add(world.ecs.run("s" + i, "10.0.1." + i + ":80"));
    }
    for (int i = 0; i < 30; i++) {
      world.event("s" + i, arns.get(i), 1, () -> {});
    }
    world.advance(SECOND);
    assertThat(world.ecs.calls).containsExactly("describe 30");
    for (int i = 0; i < 30; i++) {
      assertThat(world.table.servers("s" + i)).hasSize(1);
    }
  }

  @Test
  void stop_takesNoMoreWork() {
    world.start();
    world.controller.stop();
    assertThat(world.controller.idle()).isTrue();
    assertThat(world.controller.accept(Trigger.everything(Trigger.Source.SNS), () -> {}))
        .isEqualTo(TriggerSink.Acceptance.UNAVAILABLE);
    assertThat(world.controller.sync(Optional.empty(), false)).isCompletedExceptionally();
  }
}
