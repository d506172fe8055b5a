package io.github.ecstasktracker.demo;

import io.github.ecstasktracker.app.config.ColorMode;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How the demo is wanted.
 *
 * @param seed empty for one of its own choice
 * @param fast without the acts and pauses that only take time
 */
record Options(OptionalLong seed, boolean keepRunning, ColorMode color, boolean fast) {
  static final String USAGE =
      """
      Usage: ecs-task-tracker demo [OPTIONS]
      Shows the controller keep a table true to a simulated cluster. Needs no AWS account.

        --seed N                    replays the choices of a run (its first line tells its seed)
        --keep-running              stays when the play is over, until Ctrl-C
        --fast                      leaves out the acts and pauses that only take time
        --color auto|always|never   colours; auto is on at a terminal, unless NO_COLOR is set

      Exit codes: 0 every drift was healed, 1 one was not or something was overwritten, 2 an error.\
      """;

  /** The words are not options. */
  static final class Misuse extends Exception {
    private static final long serialVersionUID = 1L;

    Misuse(String message) {
      super(message);
    }
  }

  static Options parse(String... words) throws Misuse {
    OptionalLong seed = OptionalLong.empty();
    boolean keepRunning = false;
    boolean fast = false;
    ColorMode color = ColorMode.AUTO;
    for (int i = 0; i < words.length; i++) {
      switch (words[i]) {
        case "--seed" -> seed = OptionalLong.of(seed(value(words, ++i)));
        case "--color" -> color = color(value(words, ++i));
        case "--keep-running" -> keepRunning = true;
        case "--fast" -> fast = true;
        default -> throw new Misuse("no such option: " + words[i]);
      }
    }
    return new Options(seed, keepRunning, color, fast);
  }

  private static String value(String[] words, int at) throws Misuse {
    if (at == words.length) {
      throw new Misuse(words[at - 1] + " needs a value");
    }
    return words[at];
  }

  private static long seed(String word) throws Misuse {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw new Misuse("--seed must be a whole number, not " + word);
    }
  }

  private static ColorMode color(String word) throws Misuse {
    for (ColorMode mode : ColorMode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
        return mode;
      }
    }
    throw new Misuse("--color must be auto, always or never, not " + word);
  }
}
