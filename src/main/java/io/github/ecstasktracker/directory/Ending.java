package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Task;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds the record that is kept of a stopped task. */
final class Ending {
  private static final String STOPPED = "STOPPED";

  private Ending() {}

  /** A task that ECS no longer lists and never reported as STOPPED. */
  static Placement vanished(Placement last, Instant when) {
    Task task = last.task();
    return new Placement(
        new Task(
            task.arn(),
            task.service(),
            task.definition(),
            task.version(),
            STOPPED,
            STOPPED,
            task.health(),
            task.startedAt()),
        when,
        last.machine(),
        last.ownAddress(),
        last.containers().stream()
            .map(each -> new PlacedContainer(each.name(), each.id(), STOPPED, each.ports()))
            .toList());
  }

  /**
   * ECS describes a stopped task without its port bindings and with its network interface detached,
   * so its location is taken from the last description while it ran.
   */
  static Placement remembering(Placement stopped, Placement before) {
    Map<String, PlacedContainer> known =
        before.containers().stream()
            .collect(Collectors.toMap(PlacedContainer::name, each -> each, (first, _) -> first));
    List<PlacedContainer> containers =
        stopped.containers().stream()
            .map(each -> remembering(each, known.getOrDefault(each.name(), each)))
            .toList();
    return new Placement(
        stopped.task(),
        stopped.stoppedAt(),
        machine(stopped.machine(), before.machine()),
        stopped.ownAddress().isEmpty() ? before.ownAddress() : stopped.ownAddress(),
        containers.isEmpty() ? before.containers() : containers);
  }

  /** Where the task ran. For a host that is gone, ECS only reports the container instance. */
  private static @Nullable Machine machine(@Nullable Machine described, @Nullable Machine before) {
    boolean knewMore =
        before != null
            && (described == null
                || (described.arn().equals(before.arn()) && described.id().isEmpty()));
    return knewMore ? before : described;
  }

  private static PlacedContainer remembering(PlacedContainer stopped, PlacedContainer before) {
    return new PlacedContainer(
        stopped.name(),
        stopped.id().isEmpty() ? before.id() : stopped.id(),
        stopped.lastStatus(),
        stopped.ports().isEmpty() ? before.ports() : stopped.ports());
  }
}
