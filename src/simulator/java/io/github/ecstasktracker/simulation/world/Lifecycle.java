package io.github.ecstasktracker.simulation.world;

import static io.github.ecstasktracker.simulation.world.TaskStatus.ACTIVATING;
import static io.github.ecstasktracker.simulation.world.TaskStatus.DEACTIVATING;
import static io.github.ecstasktracker.simulation.world.TaskStatus.DEPROVISIONING;
import static io.github.ecstasktracker.simulation.world.TaskStatus.PENDING;
import static io.github.ecstasktracker.simulation.world.TaskStatus.PROVISIONING;
import static io.github.ecstasktracker.simulation.world.TaskStatus.RUNNING;
import static io.github.ecstasktracker.simulation.world.TaskStatus.STOPPED;
import static io.github.ecstasktracker.simulation.world.TaskStatus.STOPPING;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.core.Timeline;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Moves tasks through their life.
 *
 * <ul>
 *   <li>A status only ever advances; nothing leaves STOPPED.
 *   <li>Every change but one of health raises the version by one and is told to the listeners.
 *   <li>A change of health alone is visible to reads at once, raises no version and makes no event.
 * </ul>
 */
final class Lifecycle {
  private static final int KILLED = 137;

  private final Timeline timeline;
  private final Dice dice;
  private final WorldSettings settings;
  private final Network network;
  private final Consumer<LiveTask> changed;
  private final Consumer<LiveTask> amended;

  Lifecycle(
      Timeline timeline,
      Dice dice,
      WorldSettings settings,
      Network network,
      Consumer<LiveTask> changed,
      Consumer<LiveTask> amended) {
    this.timeline = timeline;
    this.dice = dice;
    this.settings = settings;
    this.network = network;
    this.changed = changed;
    this.amended = amended;
  }

  void born(LiveTask task) {
    network.holdFixedPorts(task);
    change(task);
    if (task.status == PROVISIONING) {
      next(task, timings().toPending(), this::pending);
    } else {
      next(task, timings().toActivating(), this::activating);
    }
  }

  private void pending(LiveTask task) {
    network.attachInterface(task);
    to(task, PENDING);
    next(task, timings().toActivating(), this::activating);
  }

  private void activating(LiveTask task) {
    to(task, ACTIVATING);
    next(task, timings().toRunning(), this::running);
  }

  private void running(LiveTask task) {
    if (!network.publishPorts(task)) {
      stop(task, "CannotStartContainerError: no free host port");
      return;
    }
    task.startedAt = Optional.of(timeline.now());
    for (LiveContainer container : task.containers) {
      container.lastStatus = "RUNNING";
      container.runtimeId = Optional.of(runtimeId(task));
    }
    to(task, RUNNING);
    for (LiveContainer container : task.containers) {
      if (container.hasHealthCheck()) {
        timeline.after(dice.within(timings().healthCheck()), () -> firstHealth(task, container));
      }
    }
  }

  private String runtimeId(LiveTask task) {
    return task.host.isPresent() ? dice.hex(64) : task.id + "-" + dice.digits(10);
  }

  private void firstHealth(LiveTask task, LiveContainer container) {
    if (container.health == Health.UNKNOWN) {
      health(task, container, Health.HEALTHY);
    }
  }

  void health(LiveTask task, LiveContainer container, Health health) {
    if (task.status == RUNNING && container.hasHealthCheck() && container.health != health) {
      container.health = health;
      amended.accept(task);
    }
  }

  /** Orderly, as the scheduler does it: the containers get SIGTERM and their time to end. */
  void stop(LiveTask task, String reason) {
    if (!task.wanted || task.stopped()) {
      return;
    }
    boolean ran = task.status == RUNNING;
    unwanted(task, reason);
    change(task);
    if (ran) {
      next(task, timings().toDeactivating(), this::deactivating);
    } else {
      next(task, timings().toStopping(), this::deprovisioning);
    }
  }

  /** A container ends by itself, and with it the task. */
  void crash(LiveTask task, String container) {
    if (task.status != RUNNING) {
      return;
    }
    unwanted(task, "Essential container in task exited");
    for (LiveContainer each : task.containers) {
      if (each.name().equals(container)) {
        end(each);
      }
    }
    change(task);
    next(task, timings().toStopping(), this::deprovisioning);
  }

  /** The host is gone: nobody drains anything. */
  void lost(LiveTask task, String reason) {
    if (task.stopped()) {
      return;
    }
    unwanted(task, reason);
    endAll(task);
    stopped(task);
  }

  private void unwanted(LiveTask task, String reason) {
    if (task.wanted) {
      task.wanted = false;
      task.stoppedReason = Optional.of(reason);
      task.stoppingAt = Optional.of(timeline.now());
    }
  }

  private void deactivating(LiveTask task) {
    to(task, DEACTIVATING);
    next(task, timings().toStopping(), this::stopping);
  }

  private void stopping(LiveTask task) {
    to(task, STOPPING);
    next(task, timings().toDeprovisioning(), this::deprovisioning);
  }

  private void deprovisioning(LiveTask task) {
    endAll(task);
    to(task, DEPROVISIONING);
    next(task, timings().toStopped(), this::stopped);
  }

  private void stopped(LiveTask task) {
    task.stoppedAt = Optional.of(timeline.now());
    task.bindingsLost = dice.chance(settings.stoppedWithoutBindings());
    to(task, STOPPED);
  }

  private void endAll(LiveTask task) {
    task.containers.forEach(Lifecycle::end);
    network.release(task);
  }

  private static void end(LiveContainer container) {
    container.lastStatus = "STOPPED";
    container.exitCode = Optional.of(KILLED);
    container.health = Health.UNKNOWN;
  }

  private void to(LiveTask task, TaskStatus status) {
    if (status.compareTo(task.status) <= 0) {
      throw new IllegalStateException(task.arn + " would go from " + task.status + " to " + status);
    }
    task.status = status;
    change(task);
  }

  private void change(LiveTask task) {
    task.step++;
    task.version++;
    changed.accept(task);
  }

  /** Plans a step; it is dropped when something else came first, or nobody is left to report it. */
  private void next(LiveTask task, Span delay, Consumer<LiveTask> step) {
    int planned = task.step;
    timeline.after(
        dice.within(delay),
        () -> {
          if (task.step == planned && task.onLiveHost()) {
            step.accept(task);
          }
        });
  }

  private Timings timings() {
    return settings.timings();
  }
}
