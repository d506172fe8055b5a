package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs removals that are kept back: once for each that is new, not in every reconcile.
 */
final class HoldReporter {
  private static final Logger LOG = LoggerFactory.getLogger(HoldReporter.class);

  private final ControllerMetrics metrics;

  HoldReporter(ControllerMetrics metrics) {
    this.metrics = metrics;
  }

  void report(Optional<BackendView> before, BackendView now) {
    for (Hold hold : now.holds()) {
      if (before.filter(view -> known(view, hold)).isPresent()) {
        continue;
      }
      metrics.held(hold.guard());
      if (hold.loud()) {
        LOG.atWarn()
            .addKeyValue("backend", now.key())
            .addKeyValue("server", hold.server())
            .addKeyValue("guard", hold.guard())
            .addKeyValue("reason", hold.reason())
            .log("removal held back");
      }
    }
  }

  private static boolean known(BackendView before, Hold hold) {
    return before.holds().stream()
        .anyMatch(old -> old.server().equals(hold.server()) && old.guard() == hold.guard());
  }
}
