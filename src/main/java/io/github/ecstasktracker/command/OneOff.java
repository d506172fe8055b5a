package io.github.ecstasktracker.command;

import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.View;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Runs full passes until another one would change nothing. An absence counts once two complete
 * passes some time apart found it; a write that conflicted with another edit is retried on the
 * current item. The number of passes is bounded.
 */
final class OneOff {
  /**
   * Time between two passes of one command, instead of the resync interval, because a person waits.
   */
  static final Duration SPACING = Duration.ofSeconds(5);

  private static final int PASSES_MAX = 4;

  private final Controller controller;
  private final Duration spacing;
  private final boolean writes;

  OneOff(Controller controller, Duration spacing, boolean writes) {
    this.controller = controller;
    this.spacing = spacing;
    this.writes = writes;
  }

  /**
   * The final state.
   *
   * @param problems what the last pass could not read; if not empty, the view is incomplete
   */
  record Outcome(View view, List<String> problems) {}

  Outcome run(boolean force) throws InterruptedException {
    List<String> problems = controller.onePass(force);
    for (int pass = 1; pass < PASSES_MAX && unsettled(problems); pass++) {
      Pause.SLEEP.pause(spacing.toNanos());
      problems = controller.onePass(force);
    }
    return new Outcome(controller.view(), problems);
  }

  private boolean unsettled(List<String> problems) {
    return !problems.isEmpty()
        || any(view -> view.holds().stream().anyMatch(h -> h.guard() == Hold.Guard.WAITING))
        || (writes && any(view -> view.state() == BackendView.State.OUT_OF_SYNC));
  }

  private boolean any(Predicate<BackendView> wanted) {
    return controller.view().backends().values().stream().anyMatch(wanted);
  }
}
