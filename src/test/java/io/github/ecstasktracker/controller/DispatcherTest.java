package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
