package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.config.ColorMode;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * The process environment of a command.
 *
 * @param out results only, so that they can be piped
 * @param err errors and the log
 * @param terminal whether {@code out} is a terminal
 */
public record Console(Map<String, String> env, PrintStream out, PrintStream err, boolean terminal) {
  public Console {
    env = Map.copyOf(env);
  }

  /** The console of this process. */
  public static Console ofProcess() {
    boolean terminal =
        Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
    return new Console(System.getenv(), System.out, System.err, terminal);
  }

  /** Whether to colour {@code out}; honours NO_COLOR (no-color.org). */
  public boolean colors(ColorMode mode) {
    return switch (mode) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          terminal && env.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(env.get("TERM"));
    };
  }
}
