package io.github.ecstasktracker.lease;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The error that currently blocks the election loop. It is logged once when it appears and once
 * when it clears, not at every attempt.
 */
final class ReportedError {
  private static final Logger LOG = LoggerFactory.getLogger(ReportedError.class);

  private volatile Optional<String> current = Optional.empty();

  Optional<String> current() {
    return current;
  }

  void report(String reason) {
    if (isNew(reason)) {
      LOG.atWarn().addKeyValue("reason", reason).log("lease cannot be read or written; retrying");
    }
  }

  /** Reports an unexpected failure, a defect here or in the store. */
  void reportUnexpected(Throwable failure) {
    if (isNew("election loop failed unexpectedly: " + failure)) {
      LOG.error("election loop failed unexpectedly; continuing", failure);
    }
  }

  void clear() {
    if (current.isPresent()) {
      LOG.info("lease is readable and writable again");
      current = Optional.empty();
    }
  }

  private boolean isNew(String reason) {
    Optional<String> before = current;
    current = Optional.of(reason);
    return !before.equals(current);
  }
}
