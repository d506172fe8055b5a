package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendView;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One task whose address ECS never tells. */
class UnknownTaskTest {
  private final SimulatedSystem system = new SimulatedSystem(1);

  @Test
  void oneTaskThatCanNeverBeResolved_holdsBackNothingThatIsProven() {
    system.cluster().hosts(3);
    system.service("web").tasks(4).bridge(80);
    system.service("api").tasks(2).bridge(80);
    system.settle();
    String dark = system.service("web").runningTasks().getFirst();
    system.ecs(client -> new DarkTask(client, dark));
    system.start();
    system.pass(Life.RESYNC);
    SortedSet<String> resolvable = new TreeSet<>(system.servers("web"));
    assertThat(resolvable).hasSize(3).isSubsetOf(system.truth("web"));

    system.service("web").tasks(6);
    system.settle();
    system.pass(Life.RESYNC);
    assertThat(system.servers("web")).as("additions go on").hasSize(5).containsAll(resolvable);

    String proven = system.service("web").runningTasks().getLast();
    system.stop(proven);
    system.settle();
    system.pass(Life.RESYNC);
    assertThat(system.servers("web")).as("proven removals go on").hasSize(5);
    assertThat(system.truth("web")).containsAll(system.servers("web"));
    assertThat(system.inSync("api")).as("another service").isTrue();
    assertThat(system.view("web").state()).isEqualTo(BackendView.State.UNKNOWN);
  }

  @Test
  void aServerWhoseTaskCannotBeResolved_staysThroughARestart() {
    system.cluster().hosts(3);
    system.service("web").tasks(3).bridge(80);
    system.settle();
    system.start();
    system.heals(Life.RESYNC, 1);
    String dark = system.service("web").runningTasks().getFirst();
    system.ecs(client -> new DarkTask(client, dark));
    system.start();
    long writes = system.table.writes();
    system.pass(Life.RESYNC.multipliedBy(10));
    assertThat(system.table.writes()).isEqualTo(writes);
    assertThat(system.servers("web")).isEqualTo(system.truth("web"));
  }
}
