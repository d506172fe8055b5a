package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When everything is read at once, and what is looked at in the light of that. */
class OneReadForManyTest {
  /** Two pages a service, five for all three. */
  private static final int TASKS = 150;

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
}
