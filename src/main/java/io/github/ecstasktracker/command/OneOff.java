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
 * Full passes until there is nothing left that another look would settle. An absence counts when
 * two complete looks, a while apart, found it; a write that somebody else's edit crossed is tried
 * on what is there now. Bounded in number.
 */
final class OneOff {
  /** Between two looks of one command, in place of a resync interval. A person waits. */
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
   * What is known at the end.
   *
   * @param problems what the last pass could not read; where any, the view is not whole
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
