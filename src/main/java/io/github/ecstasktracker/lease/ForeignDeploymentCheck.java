package io.github.ecstasktracker.lease;

import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects another deployment that writes to the same table: its leader manages different clusters.
 * Warns once per leader and takes no action.
 */
final class ForeignDeploymentCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ForeignDeploymentCheck.class);

  private final String scope;
  private Optional<UUID> last = Optional.empty();

  ForeignDeploymentCheck(String scope) {
    this.scope = scope;
  }

  /** Called by the election loop only. */
  void observe(Heartbeat heartbeat) {
    if (last.filter(heartbeat.process()::equals).isPresent()) {
      return;
    }
    last = Optional.of(heartbeat.process());
    foreign(heartbeat).ifPresent(LOG::warn);
  }

  /** A warning about a leader with a different scope; empty if the scope is ours. */
  Optional<String> foreign(Heartbeat heartbeat) {
    return heartbeat.scope().equals(scope)
        ? Optional.empty()
        : Optional.of(
            ("two deployments write to one table: %s manages clusters %s, this process manages %s;"
                    + " give each deployment its own table, or both the same clusters")
                .formatted(heartbeat.leader(), heartbeat.scope(), scope));
  }
}
