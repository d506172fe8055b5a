package io.github.ecstasktracker.lease.dynamodb;

/** Whether a table can hold leases. */
public sealed interface LeaseTableShape {
  /** One sentence for a person; where something is wrong, with what would be right. */
  String sentence();

  /** The table is there, in service, and keyed as it must be. */
  record Fit(String table) implements LeaseTableShape {
    @Override
    public String sentence() {
      return "lease table %s is in service and keyed by id".formatted(table);
    }
  }

  /** There is no such table in this account and Region. */
  record Missing(String table) implements LeaseTableShape {
    @Override
    public String sentence() {
      return ("there is no lease table %s in this account and Region; ecs-task-tracker doctor"
              + " --create makes it, or run one replica with --leader-elect=false")
          .formatted(table);
    }
  }

  /** The table's key is another. */
  record WrongKey(String table, String key) implements LeaseTableShape {
    @Override
    public String sentence() {
      return ("lease table %s is keyed by %s; it must have the partition key id of type S and no"
              + " sort key")
          .formatted(table, key);
    }
  }

  /** The table does not serve: being made, being deleted, archived. */
  record OutOfService(String table, String status) implements LeaseTableShape {
    @Override
    public String sentence() {
      return "lease table %s is %s; it must be ACTIVE".formatted(table, status);
    }
  }

  /** The table could not be asked about, or not be made. */
  record Unknown(String table, String reason) implements LeaseTableShape {
    @Override
    public String sentence() {
      return "lease table %s: %s".formatted(table, reason);
    }
  }
}
