package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.HostStatus;
import java.time.Duration;

/** State of a host, in the old host service's terms, in order of severity. */
public enum HostState {
  /** Registering. */
  STARTING,
  /** Accepts tasks. */
  ACTIVE,
  /** Accepts no new tasks; those on it serve until ECS stops them. */
  DRAINING,
  /** Its agent has been disconnected for longer than is normal. */
  UNRESPONSIVE,
  /** Deregistered or deregistering. */
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
