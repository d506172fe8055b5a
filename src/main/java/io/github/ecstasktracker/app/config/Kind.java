package io.github.ecstasktracker.app.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * A type of option value: how its text is read, and what to tell a person whose text cannot be.
 *
 * @param placeholder stands for the value in {@code --help}
 * @param must completes "must be ..."
 * @param parser the value, or empty where the text is not one; never throws
 * @param shape how the option stands on a command line
 */
record Kind<T>(String placeholder, String must, Function<String, Optional<T>> parser, Shape shape) {
  /** How often a flag may stand, and whether it needs a value. */
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
