package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Task;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
  private final World world = new World();

  private String runChecked(String service, String address) {
    String arn = world.ecs.run(service, address);
    world.ecs.tasks.computeIfPresent(
        arn, (a, task) -> new ObservedTask(task.task(), task.backend(), task.state(), true, false));
    return arn;
  }

  private void sicken(String arn) {
    world.ecs.sicken(arn);
    world.ecs.tasks.computeIfPresent(
        arn,
        (a, old) ->
            new ObservedTask(
                new Task(
                    arn,
                    old.task().service(),
                    old.task().definition(),
                    old.task().version(),
                    "RUNNING",
                    "RUNNING",
                    "UNHEALTHY",
                    old.task().startedAt()),
                old.backend(),
                old.state(),
                true,
                false));
  }

  private long describes() {
    return world.ecs.calls.stream().filter(call -> call.startsWith("describe")).count();
  }

  @Test
  void changeOfHealthAlone_isSeenWithinOneInterval() {
    String arn = runChecked("web", "10.0.0.1:80");
    runChecked("web", "10.0.0.2:80");
    world.start();
    sicken(arn);
    world.advance(World.HEALTH);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:80");
    assertThat(world.controller.changes().getFirst().cause()).isEqualTo("health");
  }

  @Test
  void onlyTasksWithAHealthCheck_areDescribed() {
    world.ecs.run("web", "10.0.0.1:80");
    world.start();
    world.ecs.calls.clear();
    world.advance(World.HEALTH.multipliedBy(3));
    assertThat(describes()).isZero();
  }

  @Test
  void unchangedHealth_triggersNothing() {
    runChecked("web", "10.0.0.1:80");
    world.start();
    world.ecs.calls.clear();
    world.advance(World.HEALTH.multipliedBy(3));
    assertThat(world.ecs.calls).hasSize(3).allMatch(call -> call.equals("describe 1"));
  }

  @Test
  void readThatFails_doesNotEndTheLoop() {
    String arn = runChecked("web", "10.0.0.1:80");
    runChecked("web", "10.0.0.2:80");
    world.start();
    world.ecs.outage = Optional.of("Rate exceeded");
    world.advance(World.HEALTH);
    world.ecs.outage = Optional.empty();
    world.ecs.failure = Optional.of(new IllegalStateException("no such client"));
    world.advance(World.HEALTH);
    world.ecs.failure = Optional.empty();
    sicken(arn);
    world.advance(World.HEALTH);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.2:80");
  }

  @Test
  void stopped_looksNoMore() {
    runChecked("web", "10.0.0.1:80");
    world.start();
    world.controller.stop();
    world.ecs.calls.clear();
    world.advance(World.HEALTH.multipliedBy(3));
    assertThat(world.ecs.calls).isEmpty();
    assertThat(world.controller.liveness()).isEmpty();
  }
}
