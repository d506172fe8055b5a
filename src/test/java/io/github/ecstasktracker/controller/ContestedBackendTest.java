package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody who shares no lease with us undoes each of our writes. */
class ContestedBackendTest {
  private static final int HOURS = 10;

  private final World world = new World();
  private boolean undoing = true;

  @BeforeEach
  void somebodyUndoesEachWrite() {
    world.ecs.run("web", "10.0.0.1:80");
    world.ecs.run("api", "10.0.0.9:80");
    world.start();
    for (int minute = 0; minute < HOURS * 60; minute++) {
      undo();
      world.advance(World.RESYNC);
    }
  }

  private void undo() {
    if (undoing) {
      world.table.edit("web", "10.7.7.7:80");
    }
  }

  private long writesOf(String backend) {
    return world.table.writes.stream()
        .flatMap(java.util.List::stream)
        .filter(patch -> patch.key().name().equals(backend))
        .count();
  }

  @Test
  void itIsNotFoughtOver() {
    assertThat(writesOf("web")).isBetween(10L, HOURS + 12L);
    assertThat(writesOf("api")).isEqualTo(1);
  }

  @Test
  void itIsTold() {
    assertThat(world.view("web").problem().orElseThrow())
        .startsWith("contested: our last ")
        .endsWith("is there a second controller on this table?");
    assertThat(world.registry.get("ecs_task_tracker_contested_backends").gauge().value())
        .isEqualTo(1);
    assertThat(world.view("api").problem()).isEmpty();
  }

  @Test
  void anotherChangeOfIt_isMadeAtOnce() {
    undoing = false;
    world.advance(Duration.ofHours(1));
    String arn = world.ecs.run("web", "10.0.0.2:80");
    world.event("web", arn, 1, () -> {});
    world.advance(Duration.ofSeconds(1));
    assertThat(world.table.servers("web")).contains("10.0.0.1:80", "10.0.0.2:80");
  }

  @Test
  void anOperatorsForce_writesAtOnce() {
    undo();
    assertThat(world.table.servers("web")).doesNotContain("10.0.0.1:80");
    var _ = world.controller.sync(Optional.of(new BackendKey("web")), true);
    world.advance(Duration.ofSeconds(1));
    assertThat(world.table.servers("web")).contains("10.0.0.1:80");
  }
}
