package io.github.ecstasktracker.ecs;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a task's containers are reached. */
enum NetworkMode {
  /** Behind ports of the host that Docker maps. */
  BRIDGE,
  /** On the host's own ports. */
  HOST,
  /** On an address of the task's own. */
  AWSVPC,
  /** Not at all. */
  NONE;

  /**
   * As a task definition says it. Absent means bridge (ECS API reference, TaskDefinition), and so
   * does {@code default}, the bridge of Windows. A mode of the future is taken for bridge too: it
   * will show no bindings, and then nothing is concluded.
   */
  static NetworkMode of(@Nullable String mode) {
    return switch (mode) {
      case "host" -> HOST;
      case "awsvpc" -> AWSVPC;
      case "none" -> NONE;
      case null, default -> BRIDGE;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
