package io.github.ecstasktracker.agent.report;

import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Hit;
import io.github.ecstasktracker.directory.Source;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.ServiceKey;
import java.util.Optional;

/** What ECS says about a reported task. */
final class EcsWord {
  private EcsWord() {}

  /** Whether ECS agrees with the report, or is ahead because it says that the task stopped. */
  static boolean agrees(Directory directory, ReportedTask task) {
    Placement reported = task.placement();
    return placement(directory, task)
        .filter(
            placement ->
                placement.ended()
                    || (placement.task().lastStatus().equals(reported.task().lastStatus())
                        && (reported.task().desiredStatus().isEmpty()
                            || placement
                                .task()
                                .desiredStatus()
                                .equals(reported.task().desiredStatus()))))
        .isPresent();
  }

  /** Whether ECS shows the task as not stopped. */
  static boolean lives(Directory directory, ReportedTask task) {
    return placement(directory, task).filter(placement -> !placement.ended()).isPresent();
  }

  static Optional<ServiceKey> service(Directory directory, ReportedTask task) {
    return placement(directory, task).map(placement -> placement.task().service());
  }

  private static Optional<Placement> placement(Directory directory, ReportedTask task) {
    return directory.task(task.placement().taskId()).stream()
        .filter(hit -> hit.entry().source() != Source.AGENT)
        .map(Hit::placement)
        .findFirst();
  }
}
