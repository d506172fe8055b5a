package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.StoredServer;
import java.util.Map;
import java.util.Optional;

/**
 * What lists said against a backend's servers: since when no task has stood at the address of each.
 * Kept between the plans of one term; a new one starts without, and so proves anew.
 *
 * @param absentSinceNanos monotonic time at which the first complete list began that no task at the
 *     server's address was on; by the entry's whole value, so that an edited entry is another one
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
