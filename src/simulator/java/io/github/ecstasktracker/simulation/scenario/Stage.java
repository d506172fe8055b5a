package io.github.ecstasktracker.simulation.scenario;

import io.github.ecstasktracker.simulation.core.Monitor;
import io.github.ecstasktracker.simulation.core.Timeline;
import io.github.ecstasktracker.simulation.world.World;
import io.github.ecstasktracker.simulation.world.WorldReads;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the scripts act on: the world under its lock, up to date. */
public record Stage(Monitor monitor, Timeline timeline, World world, WorldReads reads) {
  void act(Consumer<World> act) {
    monitor.run(
        () -> {
          timeline.catchUp();
          act.accept(world);
        });
  }

  <T> T look(Function<WorldReads, T> look) {
    return monitor.locked(
        () -> {
          timeline.catchUp();
          return look.apply(reads);
        });
  }
}
