package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DispatcherTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final World world = new World();

  @Test
  void oneWorker_hasOneJob_alsoWhereTwoBackendsComeDueAtOnce() {
    world.workers = 1;
    for (String service : List.of("a", "b", "c")) {
      for (int i = 0; i < 150; i++) {
        world.ecs.run(service, "10.0.%d.%d:80".formatted((int) service.charAt(0), i));
      }
    }
    world.start();
    world.ecs.calls.clear();
    for (String backend : List.of("a", "b")) {
      world.table.edit(backend);
      world.controller.queue().addAfter(new BackendKey(backend), SOON, WorkQueue.Priority.LIVE);
    }
    List<String> atTheFirstWrite = new ArrayList<>();
    world.table.beside =
        () -> {
          world.time.runDue();
          atTheFirstWrite.addAll(world.ecs.calls);
        };
    world.advance(SOON);

    assertThat(atTheFirstWrite).containsExactly("service demo/a");
    assertThat(world.ecs.calls).containsExactly("service demo/a", "service demo/b");
  }

  /** It would ring at once, and at once again, as long as the work takes. */
  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatComesDueWhileAllWorkersAreBusy_ringsNoAlarm_andIsServedWhenOneIsFree() {
    world.workers = 1;
    world.ecs.run("a", "10.0.0.1:80");
    world.ecs.run("b", "10.0.0.2:80");
    world.ecs.run("c", "10.0.0.3:80");
    world.start();
    world.table.edit("a");
    world.table.edit("b");
    world.controller.queue().add(new BackendKey("a"), WorkQueue.Priority.LIVE);
    world
        .controller
        .queue()
        .addAfter(new BackendKey("b"), SOON.dividedBy(2), WorkQueue.Priority.LIVE);
    List<String> meanwhile = new ArrayList<>();
    world.table.beside =
        () -> {
          world.advance(SOON);
          meanwhile.addAll(world.table.servers("b"));
          world.table.edit("c");
          world
              .controller
              .queue()
              .addAfter(new BackendKey("c"), SOON.multipliedBy(2), WorkQueue.Priority.LIVE);
        };
    world.advance(SOON.multipliedBy(3));

    assertThat(meanwhile).isEmpty();
    assertThat(world.table.servers("a")).containsExactly("10.0.0.1:80");
    assertThat(world.table.servers("b")).containsExactly("10.0.0.2:80");
    assertThat(world.table.servers("c"))
        .as("due after all were busy: the alarm that was not set then")
        .containsExactly("10.0.0.3:80");
  }
}
