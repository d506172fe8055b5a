package io.github.ecstasktracker.command.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Checks whether the controller's writes would be allowed, by trying them without changing
 * anything.
 *
 * <p>Uses the lease's own items, as a policy may restrict access to them. If the leader checks its
 * fence at the same moment, it has to repeat its write, which it does by itself.
 */
public final class WritesCheck implements Check {
  private static final String NAME = "writes";

  /** An item id of a backend, as in policies that forbid writing frontends. */
  private static final String NO_BACKEND = "ecs-task-tracker-doctor__backend";

  private final Trial trial;
  private final String table;
  private final Optional<Lease> lease;

  /** Tries a write; returns empty if it is allowed, else the error. */
  public interface Trial {
    Optional<String> update(String table, String item);

    Optional<String> conditionCheck(String table, String item);
  }

  /** The lease's table and items. */
  public record Lease(String table, String heartbeat, String epoch) {}

  /**
   * @param lease empty without leader election
   */
  public WritesCheck(Trial trial, String table, Optional<Lease> lease) {
    this.trial = trial;
    this.table = table;
    this.lease = lease;
  }

  @Override
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    tried(trial::update, table, NO_BACKEND).ifPresent(findings::add);
    lease.ifPresent(
        l -> {
          tried(trial::update, l.table(), l.heartbeat())
              .or(() -> tried(trial::update, l.table(), l.epoch()))
              .ifPresent(findings::add);
          tried(trial::conditionCheck, l.table(), l.epoch()).ifPresent(findings::add);
        });
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(
              NAME,
              lease
                  .map(l -> "allowed on backends of %s and on %s".formatted(table, l.table()))
                  .orElse("allowed on backends of " + table)));
    }
    return findings;
  }

  private static Optional<Finding> tried(
      BiFunction<String, String, Optional<String>> write, String table, String item) {
    return write
        .apply(table, item)
        .map(reason -> Finding.failed(NAME, "%s (item %s)".formatted(reason, item)));
  }
}
