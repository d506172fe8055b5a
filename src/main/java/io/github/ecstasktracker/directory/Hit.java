package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.PortBinding;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * A container found by a query.
 *
 * @param machine what is known of its host; all fields are empty on Fargate
 * @param hostName the host's own name; empty if unknown
 */
public record Hit(Entry entry, PlacedContainer container, Machine machine, String hostName) {
  private static final String RUNNING = "RUNNING";

  /**
   * Running containers first, then those that may still start, then stopped ones; the newest first
   * within each. A total order, so that answers are deterministic.
   */
  public static final Comparator<Hit> NEWEST_RUNNING_FIRST =
      Comparator.comparingInt(Hit::life)
          .thenComparing(Hit::startedAt)
          .reversed()
          .thenComparing(hit -> hit.entry.source())
          .thenComparing(hit -> hit.entry.placement().task().arn())
          .thenComparingInt(hit -> hit.entry.placement().containers().indexOf(hit.container));

  public Placement placement() {
    return entry.placement();
  }

  /** Whether the container runs in a task that is not stopping. */
  public boolean running() {
    return container.lastStatus().equals(RUNNING)
        && placement().task().desiredStatus().equals(RUNNING)
        && !placement().ended();
  }

  /** A unique name of the container, even before it has an id. */
  String name() {
    return placement().taskId() + "/" + container.name();
  }

  /** Whether the container has this port at this address. */
  boolean listensAt(String ip, int port, Optional<String> protocol) {
    String own = placement().ownAddress();
    String everywhere = own.isEmpty() ? machine.address() : own;
    for (PortBinding binding : container.ports()) {
      String at = binding.everywhere() ? everywhere : binding.bindIp();
      if (binding.hostPort() == port
          && at.equals(ip)
          && protocol.orElse(binding.protocol()).equals(binding.protocol())) {
        return true;
      }
    }
    return false;
  }

  private int life() {
    if (running()) {
      return 3;
    }
    if (placement().ended()) {
      return 0;
    }
    return container.lastStatus().equals(RUNNING) ? 2 : 1;
  }

  private Instant startedAt() {
    return Objects.requireNonNullElse(placement().task().startedAt(), Instant.MIN);
  }
}
