package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.ServiceStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServiceLookupTest {
  private final World world = new World();

  private long asked() {
    return world.ecs.calls.stream().filter(call -> call.startsWith("status")).count();
  }

  @Test
  void itemOfNoService_isAskedForOnceInTenMinutes() {
    world.ecs.statuses.put(FakeEcs.service("handmade"), new ServiceStatus.Missing());
    world.table.edit("handmade", "192.168.0.1:80");
    world.start();
    world.advance(Duration.ofMinutes(9));
    assertThat(asked()).isEqualTo(1);
    world.advance(Duration.ofMinutes(1));
    assertThat(asked()).isEqualTo(2);
    assertThat(world.view("handmade").state()).isEqualTo(BackendView.State.FOREIGN);
  }

  @Test
  void nameThatNoServiceCanHave_isNeverAskedFor() {
    world.table.edit("hand.made", "192.168.0.1:80");
    world.start();
    assertThat(asked()).isZero();
    assertThat(world.view("hand.made").state()).isEqualTo(BackendView.State.FOREIGN);
  }

  @Test
  void emptyItem_isNotAskedFor() {
    world.table.edit("handmade");
    world.start();
    assertThat(asked()).isZero();
  }
}
