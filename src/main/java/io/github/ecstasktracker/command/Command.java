package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.app.config.Config;

/** The action of a verb, given a valid configuration. */
@FunctionalInterface
public interface Command {
  /**
   * Runs the command and returns the process's {@link ExitCode}.
   *
   * @throws CommandFailure if it fails, with a one-line message
   */
  int execute(Config config, Console console) throws InterruptedException;
}
