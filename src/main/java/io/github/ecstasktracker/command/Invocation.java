package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.config.Verb;
import java.util.List;
import java.util.Map;

/** A parsed command line. */
sealed interface Invocation {
  /**
   * A command.
   *
   * @param flags values by flag name, as given
   * @param errors parse errors; the rest is still checked
   */
  record Call(Verb verb, Map<String, String> flags, List<String> errors) implements Invocation {}

  /** A request for help or the version. */
  record Print(String text) implements Invocation {}

  /** A command that only works in a checkout of the sources. */
  record FromSourcesOnly(String word) implements Invocation {}

  /** No valid command. */
  record Misuse(List<String> errors, String usage) implements Invocation {}
}
