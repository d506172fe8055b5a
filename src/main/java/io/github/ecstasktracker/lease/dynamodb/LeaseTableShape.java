package io.github.ecstasktracker.lease.dynamodb;

/** Whether a table can hold leases. */
public sealed interface LeaseTableShape {
  /** One sentence for display; if something is wrong, it says what would be right. */
  String sentence();

  /** The table exists, is in service and has the right key. */
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
              + " --create creates it, or run one replica with --leader-elect=false")
          .formatted(table);
    }
  }

  /** The table has a different key. */
  record WrongKey(String table, String key) implements LeaseTableShape {
    @Override
    public String sentence() {
      return ("lease table %s is keyed by %s; it must have the partition key id of type S and no"
              + " sort key")
          .formatted(table, key);
    }
  }

  /** The table is not in service: being created, being deleted, or archived. */
  record OutOfService(String table, String status) implements LeaseTableShape {
    @Override
    public String sentence() {
      return "lease table %s is %s; it must be ACTIVE".formatted(table, status);
    }
  }

  /** The table could not be described or created. */
  record Unknown(String table, String reason) implements LeaseTableShape {
    @Override
    public String sentence() {
      return "lease table %s: %s".formatted(table, reason);
    }
  }
}
