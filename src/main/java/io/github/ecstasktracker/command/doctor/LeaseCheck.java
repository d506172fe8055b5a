package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.lease.Heartbeat;
import io.github.ecstasktracker.lease.LiveLease;
import io.github.ecstasktracker.lease.dynamodb.LeaseTableShape;
import io.github.ecstasktracker.model.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the lease table's shape, its time to live, and whether a leader is alive. */
public final class LeaseCheck implements Check {
  private static final String TABLE = "lease table";
  private static final String LEASE = "lease";
  private static final String CREATE = "create it with 'ecs-task-tracker doctor --create'";

  private final Table table;
  private final Lease lease;
  private final Wanted wanted;

  /** Inspects or creates the table. */
  public interface Table {
    LeaseTableShape inspect();

    LeaseTableShape create() throws InterruptedException;

    /** Checks a table that fits. */
    Result<Boolean> forgets();
  }

  /** Watches the lease until its state is known. */
  @FunctionalInterface
  public interface Lease {
    LiveLease check() throws InterruptedException;
  }

  /**
   * The relevant configuration.
   *
   * @param elect whether leader election is on
   * @param scope the clusters in the form of a heartbeat's scope
   * @param create whether to create a missing table and to enable time to live
   */
  public record Wanted(boolean elect, String scope, boolean create) {}

  public LeaseCheck(Table table, Lease lease, Wanted wanted) {
    this.table = table;
    this.lease = lease;
    this.wanted = wanted;
  }

  @Override
  public List<Finding> run() {
    try {
      return findings();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(Finding.unchecked(LEASE, "interrupted", "try again"));
    }
  }

  private List<Finding> findings() throws InterruptedException {
    LeaseTableShape shape = table.inspect();
    Optional<Finding> made = Optional.empty();
    if (wanted.create()) {
      boolean missing = shape instanceof LeaseTableShape.Missing;
      shape = table.create();
      if (missing && shape instanceof LeaseTableShape.Fit) {
        made = Optional.of(Finding.ok(TABLE, "made: " + shape.sentence()));
      }
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(made.orElse(judge(shape)));
    if (shape instanceof LeaseTableShape.Fit) {
      forgets().ifPresent(findings::add);
    }
    if (!(shape instanceof LeaseTableShape.Missing || shape instanceof LeaseTableShape.WrongKey)) {
      findings.add(judge(lease.check()));
    }
    return findings;
  }

  private Optional<Finding> forgets() {
    return switch (table.forgets()) {
      case Result.Failed<Boolean>(String reason, boolean _) ->
          Optional.of(Finding.failed(TABLE, reason));
      case Result.Ok<Boolean>(Boolean forgets) when forgets -> Optional.empty();
      case Result.Ok<Boolean> _ ->
          Optional.of(
              Finding.found(
                  TABLE,
                  "time to live on 'expires' is off: stored task definitions are never deleted",
                  "enable it; 'ecs-task-tracker doctor --create' does so, unless time to live uses"
                      + " another attribute"));
    };
  }

  private Finding judge(LeaseTableShape shape) {
    return switch (shape) {
      case LeaseTableShape.Fit fit -> Finding.ok(TABLE, fit.sentence());
      case LeaseTableShape.Missing _ when !wanted.elect() ->
          Finding.ok(TABLE, "none; none is needed with --leader-elect=false");
      case LeaseTableShape.Missing missing -> Finding.found(TABLE, missing.sentence(), CREATE);
      case LeaseTableShape.WrongKey wrong ->
          Finding.found(TABLE, wrong.sentence(), "choose another table; a key cannot be changed");
      case LeaseTableShape.OutOfService out ->
          Finding.found(TABLE, out.sentence(), "wait until it is ACTIVE");
      case LeaseTableShape.Unknown unknown -> Finding.failed(TABLE, unknown.sentence());
    };
  }

  private Finding judge(LiveLease found) {
    return switch (found) {
      case LiveLease.None _ -> Finding.ok(LEASE, "nobody leads");
      case LiveLease.Unknown(String reason) -> Finding.failed(LEASE, reason);
      case LiveLease.Held(Heartbeat holder) -> held(holder);
    };
  }

  private Finding held(Heartbeat holder) {
    String who = "held by %s, epoch %d".formatted(holder.leader(), holder.epoch());
    if (!wanted.elect()) {
      return Finding.found(
          LEASE, who, "run this one with --leader-elect too, or stop the other one");
    }
    return holder.scope().equals(wanted.scope())
        ? Finding.ok(LEASE, who)
        : Finding.found(
            LEASE,
            "%s, which manages clusters %s, not %s".formatted(who, holder.scope(), wanted.scope()),
            "give each deployment its own table, or both the same clusters");
  }
}
