package io.github.ecstasktracker.simulation.dynamodb;

import java.util.Set;

/** What goes wrong with one call. */
public sealed interface Fault {
  Fault NONE = new None();

  record None() implements Fault {}

  /** Refused as one too many; not done. */
  record Throttled() implements Fault {}

  /** An internal error. AWS says of it that a write may have been made. */
  record InternalError(boolean applied) implements Fault {}

  /** No answer comes: the request was lost, or its answer was. */
  record Timeout(boolean applied) implements Fault {}

  /** DynamoDB says that there is no such table. */
  record TableMissing(String table) implements Fault {}

  /**
   * A write of any of these items is refused, and a transaction with one of them is cancelled.
   * Calls that do none of this go on as if nothing were.
   */
  record ItemsRefused(Reason reason, Set<ItemKey> items) implements Fault {
    public ItemsRefused {
      items = Set.copyOf(items);
    }
  }

  /** Why an item cannot be written now. */
  enum Reason {
    CONFLICT("TransactionConflict", "Transaction is ongoing for the item"),
    THROTTLED("ThrottlingError", "Rate exceeded"),
    THROUGHPUT_EXCEEDED(
        "ProvisionedThroughputExceeded", "The level of configured throughput was exceeded");

    private final String code;
    private final String message;

    Reason(String code, String message) {
      this.code = code;
      this.message = message;
    }

    /** As a transaction's cancellation names it. */
    String code() {
      return code;
    }

    String message() {
      return message;
    }
  }
}
