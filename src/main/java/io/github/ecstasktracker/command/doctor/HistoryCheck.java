package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.store.dynamodb.TableShape;
import java.util.List;

/** The history table's shape. */
public final class HistoryCheck implements Check {
  private static final String NAME = "history table";
  private static final String CREATE = "let 'ecs-task-tracker doctor --create' make it";

  private final Table table;
  private final boolean create;

  /** The table, looked at or made. */
  public interface Table {
    TableShape inspect();

    TableShape create() throws InterruptedException;
  }

  public HistoryCheck(Table table, boolean create) {
    this.table = table;
    this.create = create;
  }

  @Override
  public List<Finding> run() {
    try {
      return List.of(judge(create ? table.create() : table.inspect()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(Finding.unchecked(NAME, "interrupted", "try again"));
    }
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
