package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.plan.OnHostDrain;
import org.junit.jupiter.api.Test;

/** A host that drains, as the loop sees it. */
class HostDrainTest {
  private final World world = new World();
  private final String staying = world.ecs.run("web", "10.0.0.1:80");
  private final String leaving = world.ecs.run("web", "10.0.0.2:80");

  private void draining(boolean draining) {
    Server server = ((TaskState.Resolved) world.ecs.tasks.get(leaving).state()).server();
    world.ecs.put(
        leaving,
        "RUNNING",
        new TaskState.Resolved(
            new Server(server.address(), server.scheme(), server.weight(), draining)));
  }

  private void start(OnHostDrain choice) {
    world.onHostDrain = choice;
    world.start();
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
  }

  @Test
  void ignored_nothingIsWritten() {
    start(OnHostDrain.IGNORE);
    int writes = world.table.writes.size();
    draining(true);
    world.advance(World.RESYNC);
    assertThat(world.table.writes).hasSize(writes);
  }

  @Test
  void removed_itsServerLeavesWhileOthersServe_andComesBackWithTheHost() {
    start(OnHostDrain.REMOVE_IF_OTHERS_REMAIN);
    draining(true);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80");
    assertThat(world.view("web").state()).isEqualTo(BackendView.State.IN_SYNC);

    draining(false);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
  }

  @Test
  void removed_whenTheLastOtherFails_itServesAgain() {
    start(OnHostDrain.REMOVE_IF_OTHERS_REMAIN);
    draining(true);
    world.advance(World.RESYNC);
    world.ecs.sicken(staying);
    world.advance(World.RESYNC);
    assertThat(world.table.servers("web")).contains("10.0.0.2:80");
  }

  @Test
  void removed_itsTaskStops_nothingMoreIsWritten() {
    start(OnHostDrain.REMOVE_IF_OTHERS_REMAIN);
    draining(true);
    world.advance(World.RESYNC);
    int writes = world.table.writes.size();
    world.ecs.stop(leaving);
    world.advance(World.RESYNC);
    assertThat(world.table.writes).hasSize(writes);
  }
}
