package io.github.ecstasktracker.explore;

import java.util.ArrayList;
import java.util.List;

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
    List<Step> possible = new ArrayList<>(execution.choices());
    execution.mishaps().forEach(mishap -> possible.add(mishap.step()));
    execution.fair().ifPresent(possible::add);
    return possible.stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no %s, but %s"
                        .formatted(name, possible.stream().map(Step::name).toList())));
  }

  @Override
  public String toString() {
    return String.join(",", steps);
  }
}
