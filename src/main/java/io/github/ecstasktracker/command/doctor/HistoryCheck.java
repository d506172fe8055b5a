package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.history.dynamodb.HistoryTable;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.target.dynamodb.TableShape;
import java.util.List;
import java.util.Set;

/** Checks the history table: its shape, its time to live, and its index for id prefixes. */
public final class HistoryCheck implements Check {
  private static final String NAME = "history table";
  private static final String CREATE = "create it with 'ecs-task-tracker doctor --create'";

  private final Table table;
  private final boolean create;

  /** Inspects or creates the table. */
  public interface Table {
    TableShape inspect();

    TableShape create() throws InterruptedException;

    /** Checks a table that fits. */
    Result<Set<HistoryTable.Lack>> lacks();
  }

  public HistoryCheck(Table table, boolean create) {
    this.table = table;
    this.create = create;
  }

  @Override
  public List<Finding> run() {
    try {
      TableShape shape = create ? table.create() : table.inspect();
      return shape instanceof TableShape.Fit fit ? complete(fit) : List.of(judge(shape));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(Finding.unchecked(NAME, "interrupted", "try again"));
    }
  }

  private List<Finding> complete(TableShape.Fit fit) {
    return switch (table.lacks()) {
      case Result.Failed<Set<HistoryTable.Lack>>(String reason, boolean _) ->
          List.of(Finding.failed(NAME, reason));
      case Result.Ok<Set<HistoryTable.Lack>>(Set<HistoryTable.Lack> lacks) when lacks.isEmpty() ->
          List.of(judge(fit));
      case Result.Ok<Set<HistoryTable.Lack>>(Set<HistoryTable.Lack> lacks) ->
          lacks.stream().map(HistoryCheck::judge).toList();
    };
  }

  private static Finding judge(HistoryTable.Lack lack) {
    return switch (lack) {
      case EXPIRY ->
          Finding.found(
              NAME,
              "time to live on 'expires' is off: nothing is ever deleted and the table grows",
              "enable it; 'ecs-task-tracker doctor --create' does so, unless time to live uses"
                  + " another attribute");
      case INDEX ->
          Finding.found(
              NAME,
              "it has no index by-start: ids of fewer than twelve characters are not found",
              "add it with 'ecs-task-tracker doctor --create'");
      case INDEX_READY ->
          Finding.found(
              NAME,
              "its index by-start is being built: short ids are not found yet",
              "wait until the index is ACTIVE");
    };
  }

  private static Finding judge(TableShape shape) {
    return switch (shape) {
      case TableShape.Fit fit -> Finding.ok(NAME, fit.sentence());
      case TableShape.Missing missing -> Finding.found(NAME, missing.sentence(), CREATE);
      case TableShape.WrongKey wrong ->
          Finding.found(NAME, wrong.sentence(), "choose another table; a key cannot be changed");
      case TableShape.OutOfService out ->
          Finding.found(NAME, out.sentence(), "wait until it is ACTIVE");
      case TableShape.Unknown unknown -> Finding.failed(NAME, unknown.sentence());
    };
  }
}
