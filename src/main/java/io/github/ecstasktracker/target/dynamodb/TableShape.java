package io.github.ecstasktracker.target.dynamodb;

/** Whether a table can hold Traefik 1.x's items. */
public sealed interface TableShape {
  /** One sentence for a person; where something is wrong, with what would be right. */
  String sentence();

  /** The table is there, in service, and keyed as Traefik's items are. */
  record Fit(String table) implements TableShape {
    @Override
    public String sentence() {
      return "table %s is in service and keyed by id".formatted(table);
    }
  }

  /** There is no such table in this account and Region. */
  record Missing(String table) implements TableShape {
    @Override
    public String sentence() {
      return "there is no table %s in this account and Region".formatted(table);
    }
  }

  /** The table's key is another. */
  record WrongKey(String table, String key) implements TableShape {
    @Override
    public String sentence() {
      return "table %s is keyed by %s; it must have the partition key id of type S and no sort key"
          .formatted(table, key);
    }
  }

  /** The table does not serve: being made, being deleted, archived. */
  record OutOfService(String table, String status) implements TableShape {
    @Override
    public String sentence() {
      return "table %s is %s; it must be ACTIVE".formatted(table, status);
    }
  }

  /** The table could not be described. */
  record Unknown(String table, String reason) implements TableShape {
    @Override
    public String sentence() {
      return "table %s could not be described: %s".formatted(table, reason);
    }
  }
}
