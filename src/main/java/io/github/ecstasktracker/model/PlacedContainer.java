package io.github.ecstasktracker.model;

import java.util.List;

/**
 * A container of a task.
 *
 * @param name as in the task definition
 * @param id the runtime's: Docker's 64 hexadecimal digits, or Fargate's {@code <task>-<number>};
 *     empty before there is one
 * @param lastStatus as ECS says it
 * @param ports where it can be reached; the best known first
 */
public record PlacedContainer(String name, String id, String lastStatus, List<PortBinding> ports) {
  public PlacedContainer {
    ports = List.copyOf(ports);
  }
}
