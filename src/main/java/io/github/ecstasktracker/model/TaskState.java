package io.github.ecstasktracker.model;

import java.util.Optional;

/** What one task means for its backend. */
public sealed interface TaskState {
  /** In rotation: this server should be in the backend. */
  record Resolved(Server server) implements TaskState {}

  /**
   * Known, and not to be added.
   *
   * @param address where it listens or listened, where the description tells
   * @param reason for a person: "container web is UNHEALTHY"
   */
  record Excluded(Cause cause, Optional<Address> address, String reason) implements TaskState {}

  /**
   * Nothing may be concluded: not described, address not found, older than heard of.
   *
   * @param reason for a person
   */
  record Unknown(String reason) implements TaskState {}

  /** Why a task is excluded, which decides what becomes of a server that it has in the item. */
  enum Cause {
    /** Its last status is DEACTIVATING or later: its server may leave at once. */
    STOPPED,
    /** Runs still, and ECS wants it stopped: its server may leave at once. */
    STOPPING,
    /** ECS said MISSING of it twice, one resync apart: its server may leave at once. */
    MISSING,
    /** Not RUNNING yet. */
    STARTING,
    /** Failed its health check: its server leaves, under the guards. */
    UNHEALTHY,
    /** Has a health check that has not spoken: a server that is in stays in. */
    HEALTH_PENDING,
    /**
     * Runs, but offers no port, no container or no reachable address: its server leaves, under the
     * guards.
     */
    NO_ADDRESS,
    /**
     * Switched off by a label or by being no service's task: its server leaves, under the guards.
     */
    DISABLED,
    /** Its host drains, and others serve: its server leaves, under the guards. */
    DRAINING,
    /** A newer running task owns its address. */
    SUPERSEDED;

    /** Whether nothing that comes later can change it: nothing leaves STOPPED. */
    public boolean isFinal() {
      return switch (this) {
        case STOPPED, STOPPING, MISSING -> true;
        case STARTING, UNHEALTHY, HEALTH_PENDING, NO_ADDRESS, DISABLED, DRAINING, SUPERSEDED ->
            false;
      };
    }
  }

  /** The reason where this is not a server, empty where it is one. */
  default Optional<String> whyNot() {
    return switch (this) {
      case Resolved r -> Optional.empty();
      case Excluded e -> Optional.of(e.reason());
      case Unknown u -> Optional.of(u.reason());
    };
  }
}
