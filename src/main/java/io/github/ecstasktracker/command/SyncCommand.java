package io.github.ecstasktracker.command;

import io.github.ecstasktracker.command.config.Config;
import io.github.ecstasktracker.http.report.DiffReport;
import io.github.ecstasktracker.http.report.DiffText;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Makes the table true once, as far as the guards allow, and shows how it stands then. */
final class SyncCommand implements Command {
  private final Duration spacing;

  /**
   * Looks.
   *
   * @param spacing between two looks where one alone proves nothing
   */
  SyncCommand(Duration spacing) {
    this.spacing = spacing;
  }

  @Override
  public int execute(Config config, Console console) throws InterruptedException {
    try (Core core = Core.writing(config, spacing, new SimpleMeterRegistry())) {
      core.requireTable();
      OneOff.Outcome outcome =
          new OneOff(core.controller(), spacing, true).run(config.rules().force());
      console
          .out()
          .print(DiffText.of(DiffReport.of(outcome.view()), DiffCommand.palette(config, console)));
      console.out().printf("%d writes%n", core.controller().changes().size());
      console.out().flush();
      if (!outcome.problems().isEmpty()) {
        throw new CommandFailure(String.join("; ", outcome.problems()));
      }
      return outcome.view().backends().values().stream()
          .mapToInt(SyncCommand::exitCode)
          .max()
          .orElse(ExitCode.OK);
    }
  }

  private static int exitCode(BackendView backend) {
    return switch (backend.state()) {
      case PAUSED, FOREIGN -> ExitCode.OK;
      case IN_SYNC ->
          backend.holds().stream().anyMatch(Hold::loud) ? ExitCode.FINDINGS : ExitCode.OK;
      case HELD, UNKNOWN, MALFORMED -> ExitCode.FINDINGS;
      // Wanted, allowed, and still not done: the write failed each time.
      case OUT_OF_SYNC, ERROR -> ExitCode.ERROR;
    };
  }
}
