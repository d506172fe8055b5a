package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.history.dynamodb.HistoryTable;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.target.dynamodb.TableShape;
import java.util.List;
import java.util.Set;

/** The history table: its shape, that it forgets, and that it can look for beginnings of ids. */
public final class HistoryCheck implements Check {
  private static final String NAME = "history table";
  private static final String CREATE = "let 'ecs-task-tracker doctor --create' make it";

  private final Table table;
  private final boolean create;

  /** The table, looked at or made. */
  public interface Table {
    TableShape inspect();

    TableShape create() throws InterruptedException;

    /** Of a table that is fit. */
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
              "time to live on 'expires' is off: nothing is ever deleted, and the table grows",
              "turn it on; 'ecs-task-tracker doctor --create' does, unless the table expires by"
                  + " another attribute");
      case INDEX ->
          Finding.found(
              NAME,
              "there is no index by-start: ids of less than twelve characters are not found in it",
              "let 'ecs-task-tracker doctor --create' add it");
      case INDEX_READY ->
          Finding.found(
              NAME,
              "its index by-start is being filled: short ids are not found until then",
              "wait until the index is ACTIVE");
    };
  }

  private static Finding judge(TableShape shape) {
    return switch (shape) {
      case TableShape.Fit fit -> Finding.ok(NAME, fit.sentence());
      case TableShape.Missing missing -> Finding.found(NAME, missing.sentence(), CREATE);
      case TableShape.WrongKey wrong ->
          Finding.found(NAME, wrong.sentence(), "name another one; a key cannot change");
      case TableShape.OutOfService out ->
          Finding.found(NAME, out.sentence(), "wait until it is ACTIVE");
      case TableShape.Unknown unknown -> Finding.failed(NAME, unknown.sentence());
    };
  }
}
