package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.HostStatus;
import java.time.Duration;

/** One word for a host, as the old host service used it; the worse ones come later. */
public enum HostState {
  /** Registering. */
  STARTING,
  /** Takes tasks. */
  ACTIVE,
  /** Takes no new task; those on it serve until ECS stops them. */
  DRAINING,
  /** Its agent has been away for longer than the moments that are normal. */
  UNRESPONSIVE,
  /** Deregistered, or on the way there. */
  DEAD;

  /**
   * Agents disconnect several times an hour in normal operation (ECS developer guide, container
   * instance state change events): the old heartbeat allowed three beats of a minute.
   */
  static final Duration SILENCE_MAX = Duration.ofMinutes(3);

  static HostState of(HostStatus status, Duration disconnectedFor) {
    return switch (status.status()) {
      case "REGISTERING" -> STARTING;
      case "DRAINING" -> DRAINING;
      case "DEREGISTERING", "INACTIVE", "REGISTRATION_FAILED" -> DEAD;
      default -> disconnectedFor.compareTo(SILENCE_MAX) > 0 ? UNRESPONSIVE : ACTIVE;
    };
  }
}
