package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Task;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What does not change is held once, however often it is read. */
class SteadyTasksTest {
  private final World world = new World();

  @Test
  void unchangedTask_isTheOneOfTheFirstRead() {
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.start();
    ObservedTask first = world.view("web").tasks().getFirst();

    world.ecs.tasks.computeIfPresent(arn, (_, task) -> copy(task));
    world.advance(Duration.ofMinutes(3));

    assertThat(world.ecs.tasks.get(arn)).isEqualTo(first).isNotSameAs(first);
    assertThat(world.view("web").tasks().getFirst()).isSameAs(first);
  }

  @Test
  void changedTask_isTheOneOfTheLastRead() {
    String arn = world.ecs.run("web", "10.0.0.1:80");
    world.start();
    ObservedTask first = world.view("web").tasks().getFirst();

    world.ecs.put(arn, "RUNNING", first.state());
    world.advance(Duration.ofMinutes(2));

    assertThat(world.view("web").tasks()).containsExactly(world.ecs.tasks.get(arn));
    assertThat(world.view("web").tasks().getFirst().task().version()).isEqualTo(2);
  }

  @Test
  void unchangedServers_areThoseOfTheFirstRead() {
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    StoredServer first = server();

    world.table.edit("web", "10.0.0.1:80");
    world.advance(Duration.ofMinutes(3));

    assertThat(server()).isSameAs(first);
  }

  private StoredServer server() {
    return world.view("web").servers().orElseThrow().get("10.0.0.1:80");
  }

  private static ObservedTask copy(ObservedTask of) {
    Task task = of.task();
    return new ObservedTask(
        new Task(
            task.arn(),
            task.service(),
            task.definition(),
            task.version(),
            task.lastStatus(),
            task.desiredStatus(),
            task.health(),
            task.startedAt()),
        of.backend(),
        of.state(),
        of.healthChecked(),
        of.paused());
  }
}
