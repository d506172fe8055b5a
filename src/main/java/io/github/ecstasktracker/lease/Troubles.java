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
    if (isNew(reason)) {
      LOG.atWarn().addKeyValue("reason", reason).log("the lease is out of reach; trying again");
    }
  }

  /** A defect, here or in the store. */
  void unexpected(Throwable failure) {
    if (isNew("the lease's loop failed unexpectedly: " + failure)) {
      LOG.error("the lease's loop failed unexpectedly; going on", failure);
    }
  }

  void over() {
    if (current.isPresent()) {
      LOG.info("the lease is within reach again");
      current = Optional.empty();
    }
  }

  private boolean isNew(String reason) {
    Optional<String> before = current;
    current = Optional.of(reason);
    return !before.equals(current);
  }
}
