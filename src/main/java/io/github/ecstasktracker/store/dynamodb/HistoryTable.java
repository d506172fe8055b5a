package io.github.ecstasktracker.store.dynamodb;

import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Looks at the history's table, and makes it where it is missing. */
public final class HistoryTable {
  /** A table without indexes takes some seconds. */
  private static final Duration CREATION_MAX = Duration.ofSeconds(60);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final DynamoDbClient client;
  private final String table;
  private final TableInspector inspector;

  public HistoryTable(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
    this.inspector = new TableInspector(client, table, CallGate.open());
  }

  public TableShape inspect() {
    return inspector.inspect();
  }

  /**
   * Makes the table where there is none, billed by request, waits until it serves, at most a
   * minute, and has it forget what has expired. A table that is there is given nothing but that.
   *
   * @return what the table is at the end: {@link TableShape.Fit} where all went well
   */
  public TableShape create(MonotonicClock clock, Pause pause) throws InterruptedException {
    TableShape shape = inspect();
    try {
      if (shape instanceof TableShape.Missing) {
        make();
        shape = awaited(clock, pause);
      }
      if (shape instanceof TableShape.Fit) {
        expire();
      }
      return shape;
    } catch (SdkException e) {
      return new TableShape.Unknown(table, String.valueOf(e.getMessage()));
    }
  }

  private void make() {
    try {
      client.createTable(
          CreateTableRequest.builder()
              .tableName(table)
              .keySchema(
                  KeySchemaElement.builder()
                      .attributeName(HistoryItems.ID)
                      .keyType(KeyType.HASH)
                      .build())
              .attributeDefinitions(
                  AttributeDefinition.builder()
                      .attributeName(HistoryItems.ID)
                      .attributeType(ScalarAttributeType.S)
                      .build())
              .billingMode(BillingMode.PAY_PER_REQUEST)
              .build());
    } catch (ResourceInUseException _) {
      // Somebody else was as quick; the look below says whether the table is as it must be.
    }
  }

  /** To ask for what is set already would be refused. */
  private void expire() {
    TimeToLiveStatus status =
        client
            .describeTimeToLive(request -> request.tableName(table))
            .timeToLiveDescription()
            .timeToLiveStatus();
    if (status != TimeToLiveStatus.ENABLED && status != TimeToLiveStatus.ENABLING) {
      client.updateTimeToLive(
          request ->
              request
                  .tableName(table)
                  .timeToLiveSpecification(
                      ttl -> ttl.attributeName(HistoryItems.EXPIRES).enabled(true)));
    }
  }

  private TableShape awaited(MonotonicClock clock, Pause pause) throws InterruptedException {
    long begun = clock.nanos();
    while (true) {
      TableShape shape = inspect();
      boolean pending =
          shape instanceof TableShape.Missing || shape instanceof TableShape.OutOfService;
      if (!pending || clock.nanos() - begun >= CREATION_MAX.toNanos()) {
        return shape;
      }
      pause.pause(LOOK_EVERY.toNanos());
    }
  }
}
