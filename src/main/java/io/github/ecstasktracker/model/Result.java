package io.github.ecstasktracker.model;

import java.util.function.Function;

/**
 * The outcome of a call to the outside that is expected to fail now and then: throttled, timed out,
 * refused. What is not expected stays an exception.
 */
public sealed interface Result<T> {
  /** The call was answered. */
  record Ok<T>(T value) implements Result<T> {}

  /**
   * The call had no usable answer.
   *
   * @param reason what failed, fit for a log line and for {@code /diff}
   * @param throttled whether the other side asked for fewer calls
   */
  record Failed<T>(String reason, boolean throttled) implements Result<T> {
    /** The same failure where another type is wanted. */
    public <R> Failed<R> as() {
      return new Failed<>(reason, throttled);
    }
  }

  /** The value mapped, or the failure as it is. */
  default <R> Result<R> map(Function<? super T, ? extends R> mapper) {
    return switch (this) {
      case Ok<T>(T value) -> new Ok<>(mapper.apply(value));
      case Failed<T> failed -> failed.as();
    };
  }
}
