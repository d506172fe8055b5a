package io.github.ecstasktracker.app.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * A type of option value: how its text is parsed, and the error message for invalid text.
 *
 * @param placeholder stands for the value in {@code --help}
 * @param must completes "must be ..."
 * @param parser returns the value, or empty if the text is invalid; never throws
 * @param shape form of the option on the command line
 */
record Kind<T>(String placeholder, String must, Function<String, Optional<T>> parser, Shape shape) {
  /** How often a flag may be given, and whether it needs a value. */
  enum Shape {
    ONE,
    /** Comma-separated, and the flag may be repeated. */
    LIST,
    /** The bare flag means true. */
    SWITCH
  }

  static <T> Kind<T> one(String placeholder, String must, Function<String, Optional<T>> parser) {
    return new Kind<>(placeholder, must, parser, Shape.ONE);
  }

  Optional<T> parse(String text) {
    return parser.apply(text.strip());
  }
}
