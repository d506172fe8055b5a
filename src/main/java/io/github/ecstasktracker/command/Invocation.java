package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.config.Verb;
import java.util.List;
import java.util.Map;

/** What a command line asks for. */
sealed interface Invocation {
  /**
   * A command.
   *
   * @param flags by name, as given
   * @param errors what could not be understood of the line; the rest is still worth checking
   */
  record Call(Verb verb, Map<String, String> flags, List<String> errors) implements Invocation {}

  /** Text that was asked for. */
  record Print(String text) implements Invocation {}

  /** A command that only a checkout of the sources can run. */
  record FromSourcesOnly(String word) implements Invocation {}

  /** No command could be made out. */
  record Misuse(List<String> errors, String usage) implements Invocation {}
}
