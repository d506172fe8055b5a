package io.github.ecstasktracker.lease;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What hinders the loop now: told once when it comes and once when it goes, not at every try. */
final class Troubles {
  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private volatile Optional<String> current = Optional.empty();

  Optional<String> current() {
    return current;
  }

  void met(String reason) {
    if (!current.equals(Optional.of(reason))) {
      LOG.atWarn().addKeyValue("reason", reason).log("the lease is out of reach; trying again");
      current = Optional.of(reason);
    }
  }

  void unexpected(Throwable failure) {
    LOG.error("the lease's loop failed unexpectedly; going on", failure);
    current = Optional.of("the lease's loop failed unexpectedly: " + failure);
  }

  void over() {
    if (current.isPresent()) {
      LOG.info("the lease is within reach again");
      current = Optional.empty();
    }
  }
}
