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
public final class BackendsCheck implements Check {
  private static final String NAME = "backends";

  /** Maximum number of findings: more would not help with a table that is wrong throughout. */
  private static final int LINES_MAX = 50;

  private final Supplier<List<String>> pass;
  private final Supplier<View> view;

  /**
   * @param pass reads everything and returns what could not be read
   * @param view the resulting view
   */
  public BackendsCheck(Supplier<List<String>> pass, Supplier<View> view) {
    this.pass = pass;
    this.view = view;
  }

  @Override
  public List<Finding> run() {
    List<String> problems = pass.get();
    if (!problems.isEmpty()) {
      return problems.stream().distinct().map(problem -> Finding.failed(NAME, problem)).toList();
    }
    List<Finding> findings =
        new ArrayList<>(
            view.get().backends().values().stream()
                .flatMap(BackendsCheck::judge)
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
