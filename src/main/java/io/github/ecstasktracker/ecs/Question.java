package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.MonotonicClock;
import java.util.List;
import java.util.function.Supplier;

/** Chooses a call's tasks when its token is there, and notes when that was. */
final class Question implements Supplier<List<String>> {
  private final Supplier<List<String>> choice;
  private final MonotonicClock clock;
  private List<String> asked = List.of();
  private long begunNanos;

  Question(Supplier<List<String>> choice, MonotonicClock clock) {
    this.choice = choice;
    this.clock = clock;
  }

  @Override
  public List<String> get() {
    asked = choice.get();
    begunNanos = clock.nanos();
    return asked;
  }

  List<String> asked() {
    return asked;
  }

  long begunNanos() {
    return begunNanos;
  }
}
