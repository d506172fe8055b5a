package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.Application;
import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.http.report.DiffReport;
import io.github.ecstasktracker.http.report.DiffText;
import io.github.ecstasktracker.http.report.Json;
import io.github.ecstasktracker.http.report.Palette;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Shows what would change now. It has no write client. */
final class DiffCommand implements Command {
  private final Duration spacing;

  /**
   * Creates the command.
   *
   * @param spacing time between two reads if one alone proves nothing
   */
  DiffCommand(Duration spacing) {
    this.spacing = spacing;
  }

  @Override
  public int execute(Config config, Console console) throws InterruptedException {
    try (Application application =
        Application.readOnly(config, spacing, new SimpleMeterRegistry())) {
      application.requireTable();
      OneOff.Outcome outcome = new OneOff(application.controller(), spacing, false).run(false);
      DiffReport report = DiffReport.of(outcome.view());
      console
          .out()
          .print(
              switch (config.output().format()) {
                case JSON -> Json.of(report);
                case TEXT -> DiffText.of(report, palette(config, console));
              });
      console.out().flush();
      if (!outcome.problems().isEmpty()) {
        throw new CommandFailure(String.join("; ", outcome.problems()));
      }
      return switch (DiffReport.verdict(outcome.view())) {
        case IN_SYNC, IGNORED -> ExitCode.OK;
        case OUT_OF_SYNC -> ExitCode.FINDINGS;
        case UNKNOWN -> ExitCode.ERROR;
      };
    }
  }

  static Palette palette(Config config, Console console) {
    return console.colors(config.output().color()) ? Palette.ANSI : Palette.PLAIN;
  }
}
