package io.github.ecstasktracker.simulation.world;

import java.util.Optional;

/**
 * A machine as EC2 or Systems Manager knows it.
 *
 * @param address empty once the instance is terminated
 */
public record Machine(String instanceId, Optional<String> address, boolean alive) {
  public boolean external() {
    return instanceId.startsWith("mi-");
  }
}
