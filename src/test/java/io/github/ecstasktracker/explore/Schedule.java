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
    List<String> taken = new ArrayList<>();
    for (String name : steps) {
      Step step =
          execution.choices().stream()
              .filter(choice -> choice.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "after %s there is no %s but %s"
                              .formatted(
                                  taken,
                                  name,
                                  execution.choices().stream().map(Step::name).toList())));
      step.happens().run();
      taken.add(name);
    }
  }

  @Override
  public String toString() {
    return String.join(",", steps);
  }
}
