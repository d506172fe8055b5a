package io.github.ecstasktracker.command;

import io.github.ecstasktracker.http.report.BackendReport;
import io.github.ecstasktracker.http.report.HoldReport;
import io.github.ecstasktracker.http.report.SyncAnswer;
import java.util.Collection;
import java.util.List;

/** The exit code of a sync, run here or by the leader. */
final class SyncExit {
  private SyncExit() {}

  static int of(Collection<BackendReport> backends) {
    return backends.stream().mapToInt(SyncExit::of).max().orElse(ExitCode.OK);
  }

  /** A problem without a backend concerns the whole read and may hide anything. */
  static int of(SyncAnswer answer) {
    List<String> names = answer.backends().stream().map(BackendReport::name).toList();
    boolean unread =
        answer.problems().stream()
            .anyMatch(problem -> names.stream().noneMatch(name -> problem.startsWith(name + ":")));
    return unread ? ExitCode.ERROR : of(answer.backends());
  }

  private static int of(BackendReport backend) {
    return switch (backend.state()) {
      case "paused", "foreign" -> ExitCode.OK;
      case "in_sync" ->
          backend.holds().stream().anyMatch(HoldReport::loud) ? ExitCode.FINDINGS : ExitCode.OK;
      case "held", "unknown", "malformed" -> ExitCode.FINDINGS;
      // Wanted and allowed but not done: the write failed each time. Or a state of a newer leader.
      default -> ExitCode.ERROR;
    };
  }
}
