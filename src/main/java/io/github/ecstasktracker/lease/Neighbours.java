package io.github.ecstasktracker.lease;

import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that another deployment writes to the same table: its leader looks after other clusters.
 * Warned of once a leader; nothing is done about it.
 */
final class Neighbours {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

  private final String scope;
  private Optional<UUID> last = Optional.empty();

  Neighbours(String scope) {
    this.scope = scope;
  }

  /** Of the loop alone. */
  void saw(Heartbeat heartbeat) {
    if (last.filter(heartbeat.process()::equals).isPresent()) {
      return;
    }
    last = Optional.of(heartbeat.process());
    foreign(heartbeat).ifPresent(LOG::warn);
  }

  /** What to say of a leader with another scope; empty of one with ours. */
  Optional<String> foreign(Heartbeat heartbeat) {
    return heartbeat.scope().equals(scope)
        ? Optional.empty()
        : Optional.of(
            ("two deployments write to one table: %s looks after the clusters %s, this process"
                    + " after %s; give each a table of its own, or both the same clusters")
                .formatted(heartbeat.owner(), heartbeat.scope(), scope));
  }
}
