package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.SyncRequests.SyncReport;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When everything is read at once, and what is looked at in the light of that. */
class OneReadForManyTest {
  /** Two pages a service, five for all three. */
  private static final int TASKS = 150;

  private static final int SMALL = 10;
  private static final BackendKey A = new BackendKey("a");
  private static final Duration SOON = Duration.ofSeconds(1);

  private final World world = new World();

  @BeforeEach
  void start() {
    for (String service : List.of("a", "b", "c")) {
      for (int i = 0; i < TASKS; i++) {
        world.ecs.run(service, "10.0.%d.%d:80".formatted((int) service.charAt(0), i));
      }
    }
    world.start();
    world.ecs.calls.clear();
  }

  private void ready(String... backends) {
    for (String backend : backends) {
      world.controller.queue().addAfter(new BackendKey(backend), SOON, WorkQueue.Priority.LIVE);
    }
  }

  @Test
  void readyBackends_thatCostMoreCallsThanTheCluster_areReadAtOnce() {
    ready("a", "b", "c");
    world.advance(SOON);
    assertThat(world.ecs.calls).containsExactly("cluster demo");
  }

  @Test
  void readyBackends_thatCostFewerCallsThanTheCluster_areReadByThemselves() {
    ready("a", "b");
    world.advance(SOON);
    assertThat(world.ecs.calls).containsExactlyInAnyOrder("service demo/a", "service demo/b");
  }

  @Test
  void taskToldOfWhileEverythingIsRead_isDescribedAtTheEnd_andItsBackendIsRightAtOnce() {
    world.ecs.beside =
        () -> {
          String arn = world.ecs.run("d", "10.0.0.1:80");
          world.event("d", arn, 1, () -> {});
          assertThat(world.ecs.calls).containsExactly("cluster demo");
        };
    ready("a", "b", "c");
    world.advance(SOON);

    assertThat(world.ecs.calls.subList(0, 2)).containsExactly("cluster demo", "describe 1");
    assertThat(world.table.servers("d")).containsExactly("10.0.0.1:80");
  }

  @Test
  void askedForWhileEverythingIsRead_isLookedAtInItsLight_andServedByALaterRead() {
    boolean[] served = new boolean[1];
    world.ecs.beside =
        () -> {
          world.ecs.stop(world.ecs.tasks.firstEntry().getKey());
          world.event("a", world.ecs.tasks.firstEntry().getKey(), 2, () -> served[0] = true);
        };
    ready("a", "b", "c");
    world.advance(SOON);

    assertThat(world.ecs.calls).startsWith("cluster demo", "describe 1").contains("service demo/a");
    assertThat(served[0]).isTrue();
    assertThat(world.table.servers("a")).hasSize(TASKS - 1);
  }

  @Test
  void fewAskedForAgainWhileEverythingIsRead_areReadBesideIt_andWrittenBeforeItsEnd() {
    runSmall();
    List<String> atItsEnd = new ArrayList<>();
    world.ecs.beside =
        () -> {
          String arn = world.ecs.run("small-1", "10.9.0.9:80");
          world.event("small-1", arn, 1, () -> {});
          world.time.runDue();
          atItsEnd.addAll(world.table.servers("small-1"));
        };
    readySmall();

    assertThat(world.ecs.calls).startsWith("cluster demo").contains("service demo/small-1");
    assertThat(atItsEnd).containsExactlyInAnyOrder("10.8.0.1:80", "10.9.0.9:80");
  }

  /** The operator's report must not show what the guards hold, though a sweep had no room left. */
  @Test
  void forcedAndToldOfAgainWhileEverythingIsRead_isForcedBeforeTheOperatorIsTold() {
    runSmall();
    sickenAll("small-1");
    world.advance(World.RESYNC);
    assertThat(world.table.servers("small-1")).as("held").isNotEmpty();
    AtomicReference<CompletableFuture<SyncReport>> report = new AtomicReference<>();
    world.ecs.beside =
        () -> {
          report.set(world.controller.sync(Optional.of(new BackendKey("small-1")), true));
          world.event("small-1", world.ecs.tasks.lastEntry().getKey(), 2, () -> {});
          world.time.runDue();
        };
    readySmall();
    world.advance(SOON.multipliedBy(30));
    assertThat(world.table.servers("small-1")).isEmpty();
    assertThat(report.get().join().backends().getFirst().servers().orElseThrow()).isEmpty();
  }

  @Test
  void manyAskedForAgainWhileEverythingIsRead_waitForItsEnd_butForTheFirst() {
    runSmall();
    List<String> callsAtItsEnd = new ArrayList<>();
    world.ecs.beside =
        () -> {
          for (int i = 0; i < SMALL; i++) {
            world.event("small-" + i, world.ecs.run("small-" + i, address(9, i)), 1, () -> {});
          }
          world.time.runDue();
          callsAtItsEnd.addAll(world.ecs.calls);
        };
    readySmall();

    assertThat(callsAtItsEnd).containsExactly("cluster demo", "service demo/small-0");
    for (int i = 0; i < SMALL; i++) {
      assertThat(world.table.servers("small-" + i)).hasSize(2);
    }
  }

  /** So many small services that reading each costs more than reading everything. */
  private void runSmall() {
    for (int i = 0; i < SMALL; i++) {
      world.ecs.run("small-" + i, address(8, i));
    }
    world.advance(World.RESYNC);
    world.ecs.calls.clear();
  }

  private void readySmall() {
    ready(IntStream.range(0, SMALL).mapToObj(i -> "small-" + i).toArray(String[]::new));
    world.advance(SOON);
  }

  private static String address(int net, int host) {
    return "10.%d.0.%d:80".formatted(net, host);
  }

  @Test
  void askedForWhileItIsReadItself_isTakenUpByTheLookBegunAfterIt_andCountedFromTheAsking() {
    world.ecs.beside =
        () -> {
          world.ecs.run("a", "10.9.0.1:80");
          world.controller.accept(
              new Trigger(Trigger.Source.SQS, Optional.of(FakeEcs.service("a")), Optional.empty()),
              () -> {});
        };
    world.table.edit("a");
    ready("a", "b", "c");
    world.advance(SOON);

    assertThat(world.table.servers("a")).hasSize(TASKS + 1);
    assertThat(world.controller.changes())
        .filteredOn(change -> change.backend().equals(A))
        .extracting(AppliedChange::cause)
        .startsWith("sqs", "drift");
    assertThat(world.registry.timer("ecs_task_tracker_trigger_to_write").count()).isEqualTo(1);
  }

  @Test
  void forcedWhileItIsReadItself_isForcedAtTheLookBegunAfterIt() {
    sickenAll("a");
    world.advance(World.RESYNC);
    assertThat(world.table.servers("a")).as("held").isNotEmpty();

    AtomicReference<CompletableFuture<SyncReport>> report = new AtomicReference<>();
    world.table.outage = Optional.of(new Result.Failed<>("table is throttled", true));
    world.ecs.beside =
        () -> {
          report.set(world.controller.sync(Optional.of(A), true));
          world.table.outage = Optional.empty();
        };
    ready("a", "b", "c");
    world.advance(SOON.multipliedBy(30));

    assertThat(world.table.servers("a")).isEmpty();
    assertThat(report.get().join().backends().getFirst().servers().orElseThrow()).isEmpty();
  }

  @Test
  void forceThatAFailedReadTookUp_comesBackWithTheRetry_andNobodyIsToldBefore() {
    sickenAll("a");
    world.advance(World.RESYNC);

    world.ecs.failure = Optional.of(new IllegalStateException("no such client"));
    CompletableFuture<SyncReport> report = world.controller.sync(Optional.of(A), true);
    world.time.runDue();
    assertThat(report).isNotDone();
    world.ecs.failure = Optional.empty();
    world.advance(SOON.multipliedBy(30));

    assertThat(world.table.servers("a")).isEmpty();
    assertThat(report).isCompleted();
  }

  private void sickenAll(String service) {
    world.ecs.tasks.values().stream()
        .map(ObservedTask::task)
        .filter(task -> task.service().service().equals(service))
        .map(Task::arn)
        .toList()
        .forEach(world.ecs::sicken);
  }

  @Test
  void askedForOnceMore_afterAReadBesideThatOfEverything_isReadOnceMore() {
    boolean[] served = new boolean[1];
    world.ecs.beside =
        () -> {
          world.time.spend(Duration.ofMillis(1));
          world.event("d", world.ecs.run("d", "10.0.0.1:80"), 1, () -> {});
          world.time.runDue();
          world.event("e", world.ecs.run("e", "10.0.0.2:80"), 1, () -> {});
          world.time.runDue();
          world.event("d", world.ecs.run("d", "10.0.0.3:80"), 1, () -> served[0] = true);
        };
    ready("a", "b", "c");
    world.advance(SOON);

    assertThat(world.ecs.calls).filteredOn("service demo/d"::equals).hasSize(2);
    assertThat(served[0]).isTrue();
    assertThat(world.table.servers("d")).contains("10.0.0.3:80");
  }

  @Test
  void absencesThatRipen_areAskedAboutTogether() {
    world.advance(Duration.ofSeconds(10));
    String[] backends = IntStream.range(0, 30).mapToObj(i -> "s" + i).toArray(String[]::new);
    for (int i = 0; i < backends.length; i++) {
      world.ecs.run(backends[i], "10.1.0." + i + ":80");
      world.table.edit(backends[i], "10.1.0." + i + ":80", "10.2.0." + i + ":80");
    }
    ready(backends);
    world.advance(World.RESYNC);
    world.ecs.calls.clear();
    world.advance(SOON.multipliedBy(5));

    assertThat(world.ecs.calls).startsWith("cluster demo");
    assertThat(world.ecs.calls).filteredOn(call -> call.startsWith("status")).hasSize(1);
    assertThat(world.table.servers("s0")).containsExactly("10.1.0.0:80");
  }
}
