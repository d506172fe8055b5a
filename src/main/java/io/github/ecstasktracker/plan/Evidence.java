package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.StoredServer;
import java.util.Map;
import java.util.Optional;

/**
 * What earlier observations said against a backend's servers: when each was first absent from a
 * complete one. Kept between plans of one process; a new process starts without, and so proves
 * anew.
 *
 * @param absentSinceNanos the monotonic time at which the first complete observation without the
 *     server began
 */
public record Evidence(Map<StoredServer, Long> absentSinceNanos) {
  public static final Evidence NONE = new Evidence(Map.of());

  public Evidence {
    absentSinceNanos = Map.copyOf(absentSinceNanos);
  }

  Optional<Long> absentSince(StoredServer server) {
    return Optional.ofNullable(absentSinceNanos.get(server));
  }
}
