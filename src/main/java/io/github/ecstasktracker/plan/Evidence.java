package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.StoredServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

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

  /** What those lists said of whose begin this is true. */
  public Evidence only(LongPredicate begun) {
    Map<StoredServer, Long> left = new HashMap<>(absentSinceNanos);
    left.values().removeIf(nanos -> !begun.test(nanos));
    return new Evidence(left);
  }

  Optional<Long> absentSince(StoredServer server) {
    return Optional.ofNullable(absentSinceNanos.get(server));
  }
}
