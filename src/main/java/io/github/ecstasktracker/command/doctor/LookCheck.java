package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads everything once, as the controller does, and reports backends that match no service or
 * several.
 */
public final class LookCheck implements Check {
  private static final String NAME = "backends";

  /** Maximum number of findings: more would not help with a table that is wrong throughout. */
  private static final int LINES_MAX = 50;

  private final Supplier<List<String>> look;
  private final Supplier<View> view;

  /**
   * @param look reads everything and returns what could not be read
   * @param view the resulting view
   */
  public LookCheck(Supplier<List<String>> look, Supplier<View> view) {
    this.look = look;
    this.view = view;
  }

  @Override
  public List<Finding> run() {
    List<String> problems = look.get();
    if (!problems.isEmpty()) {
      return problems.stream().distinct().map(problem -> Finding.failed(NAME, problem)).toList();
    }
    List<Finding> findings =
        new ArrayList<>(
            view.get().backends().values().stream()
                .flatMap(LookCheck::judge)
                .limit(LINES_MAX)
                .toList());
    if (findings.isEmpty()) {
      findings.add(Finding.ok(NAME, "every backend belongs to a service of the clusters"));
    }
    return findings;
  }

  private static Stream<Finding> judge(BackendView backend) {
    return switch (backend.state()) {
      case FOREIGN ->
          Stream.of(
              Finding.found(
                  NAME,
                  "no service of the clusters owns backend " + backend.key(),
                  "delete it and its frontends if its service is gone; one made by hand is left"
                      + " alone and may stay"));
      case ERROR ->
          Stream.of(
              Finding.found(
                  NAME,
                  backend.key() + ": " + backend.problem().orElse("its services disagree"),
                  "give each service a backend of its own by the label traefik.backend"));
      default -> Stream.empty();
    };
  }
}
