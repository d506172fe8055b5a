package io.github.ecstasktracker.explore;

import java.util.List;

/** What must never happen has happened, and this is how to see it again. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1;

  private final transient Schedule schedule;

  Violation(String scene, Schedule schedule, List<String> story, Throwable cause) {
    super(
        "%s%nscene %s, steps chosen:%n%s%nto see it again: -Dexplore.scene=%s -Dexplore.schedule=%s%nwhat happened:%n%s"
            .formatted(
                cause.getMessage(),
                scene,
                numbered(schedule),
                scene,
                schedule,
                String.join("\n", story)),
        cause);
    this.schedule = schedule;
  }

  Schedule schedule() {
    return schedule;
  }

  private static String numbered(Schedule schedule) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < schedule.steps().size(); i++) {
      lines.append("%3d. %s%n".formatted(i + 1, schedule.steps().get(i)));
    }
    return lines.toString();
  }
}
