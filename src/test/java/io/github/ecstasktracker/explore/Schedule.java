package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.explore.Execution.Mishap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The choices of one run, in order: enough to see it again.
 *
 * <p>As text the names stand with commas between them.
 */
record Schedule(List<String> steps) {
  Schedule {
    steps = List.copyOf(steps);
  }

  static Schedule parse(String text) {
    return new Schedule(text.isBlank() ? List.of() : List.of(text.strip().split(",")));
  }

  /** Takes its steps one by one. */
  void play(Execution execution) {
    for (String name : steps) {
      step(execution, name).happens().run();
    }
  }

  private static Step step(Execution execution, String name) {
    Predicate<Step> named = step -> step.name().equals(name);
    return first(execution.choices().stream(), named)
        .or(() -> first(execution.mishaps().stream().map(Mishap::step), named))
        .or(() -> execution.fair().filter(named))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no %s, but %s"
                        .formatted(name, execution.choices().stream().map(Step::name).toList())));
  }

  private static Optional<Step> first(Stream<Step> steps, Predicate<Step> which) {
    return steps.filter(which).findFirst();
  }

  @Override
  public String toString() {
    return String.join(",", steps);
  }
}
