package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.app.config.Config;

/** What a verb does once its configuration is known to be good. */
@FunctionalInterface
public interface Command {
  /**
   * Does it, and answers with the process's {@link ExitCode}.
   *
   * @throws CommandFailure where it cannot be done, with one line for a person
   */
  int execute(Config config, Console console) throws InterruptedException;
}
