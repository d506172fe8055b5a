package io.github.ecstasktracker.simulation.core;

import java.time.Duration;

/** A range of durations, both ends included. */
public record Span(Duration least, Duration most) {
  public Span {
    if (least.isNegative() || least.compareTo(most) > 0) {
      throw new IllegalArgumentException("not a span: " + least + " to " + most);
    }
  }

  public static Span ofMillis(long least, long most) {
    return new Span(Duration.ofMillis(least), Duration.ofMillis(most));
  }

  public static Span ofSeconds(long least, long most) {
    return new Span(Duration.ofSeconds(least), Duration.ofSeconds(most));
  }

  public static Span exactly(Duration duration) {
    return new Span(duration, duration);
  }
}
