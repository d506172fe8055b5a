package io.github.ecstasktracker.history.dynamodb;

import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.target.dynamodb.Failures;
import io.github.ecstasktracker.target.dynamodb.TableInspector;
import io.github.ecstasktracker.target.dynamodb.TableShape;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Inspects the history table, creates it if it is missing, and adds what it lacks. */
public final class HistoryTable {
  /** Creating a table with an empty index takes some seconds. */
  private static final Duration CREATION_MAX = Duration.ofSeconds(60);

  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private static final List<AttributeDefinition> ATTRIBUTES =
      List.of(text(HistoryItems.ID), text(HistoryItems.START));
  private static final List<KeySchemaElement> INDEX_KEY =
      List.of(key(HistoryItems.START, KeyType.HASH), key(HistoryItems.ID, KeyType.RANGE));

  /** The index projects only the attribute that identifies the newest of several items. */
  private static final Projection PROJECTION =
      Projection.builder()
          .projectionType(ProjectionType.INCLUDE)
          .nonKeyAttributes(HistoryItems.EXPIRES)
          .build();

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

  /** Optional features of a table; it works without them. */
  public enum Lack {
    EXPIRY,
    INDEX,
    /** The index is being backfilled. */
    INDEX_READY
  }

  /** What an existing table lacks. */
  public Result<Set<Lack>> lacks() {
    Set<Lack> lacks = EnumSet.noneOf(Lack.class);
    try {
      if (!forgets()) {
        lacks.add(Lack.EXPIRY);
      }
    } catch (SdkException e) {
      return Failures.of("DescribeTimeToLive", table, e);
    }
    try {
      Optional<IndexStatus> index = index(described());
      if (index.isEmpty()) {
        lacks.add(Lack.INDEX);
      } else if (index.get() != IndexStatus.ACTIVE) {
        lacks.add(Lack.INDEX_READY);
      }
    } catch (SdkException e) {
      return Failures.of("DescribeTable", table, e);
    }
    return new Result.Ok<>(lacks);
  }

  /**
   * Creates the table if it is missing, billed per request, waits up to a minute until it is in
   * service, and enables time to live. An existing table gets time to live, unless that already
   * uses another attribute, and the index if it lacks it, which DynamoDB backfills in its own time.
   *
   * @return the table's final shape: {@link TableShape.Fit} on success
   */
  public TableShape create(MonotonicClock clock, Pause pause) throws InterruptedException {
    TableShape shape = inspect();
    try {
      if (shape instanceof TableShape.Missing) {
        make();
        shape = awaited(clock, pause);
      }
      if (shape instanceof TableShape.Fit) {
        try {
          // Before the index: adding an index puts the table into the state UPDATING.
          expire();
        } finally {
          addIndex();
        }
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
              .keySchema(key(HistoryItems.ID, KeyType.HASH))
              .attributeDefinitions(ATTRIBUTES)
              .globalSecondaryIndexes(
                  GlobalSecondaryIndex.builder()
                      .indexName(HistoryItems.BY_START)
                      .keySchema(INDEX_KEY)
                      .projection(PROJECTION)
                      .build())
              .billingMode(BillingMode.PAY_PER_REQUEST)
              .build());
    } catch (ResourceInUseException _) {
      // Another process created it; the inspection below shows whether it fits.
    }
  }

  private boolean forgets() {
    TimeToLiveDescription found = expiry();
    TimeToLiveStatus status = found.timeToLiveStatus();
    return (status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING)
        && HistoryItems.EXPIRES.equals(found.attributeName());
  }

  private TimeToLiveDescription expiry() {
    return client.describeTimeToLive(request -> request.tableName(table)).timeToLiveDescription();
  }

  private TableDescription described() {
    return client.describeTable(request -> request.tableName(table)).table();
  }

  private static Optional<IndexStatus> index(TableDescription described) {
    return described.globalSecondaryIndexes().stream()
        .filter(index -> index.indexName().equals(HistoryItems.BY_START))
        .map(GlobalSecondaryIndexDescription::indexStatus)
        .findFirst();
  }

  private void addIndex() {
    TableDescription described = described();
    if (index(described).isEmpty()) {
      Optional<ProvisionedThroughput> capacity = capacity(described);
      client.updateTable(
          request ->
              request
                  .tableName(table)
                  .attributeDefinitions(ATTRIBUTES)
                  .globalSecondaryIndexUpdates(
                      GlobalSecondaryIndexUpdate.builder()
                          .create(
                              index ->
                                  index
                                      .indexName(HistoryItems.BY_START)
                                      .keySchema(INDEX_KEY)
                                      .projection(PROJECTION)
                                      .provisionedThroughput(capacity.orElse(null)))
                          .build()));
    }
  }

  /** The table's own throughput; empty if it is billed per request. */
  private static Optional<ProvisionedThroughput> capacity(TableDescription described) {
    ProvisionedThroughputDescription own = described.provisionedThroughput();
    return own == null || own.readCapacityUnits() == null || own.readCapacityUnits() == 0
        ? Optional.empty()
        : Optional.of(
            ProvisionedThroughput.builder()
                .readCapacityUnits(own.readCapacityUnits())
                .writeCapacityUnits(own.writeCapacityUnits())
                .build());
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static AttributeDefinition text(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  /** DynamoDB refuses the request if time to live is already enabled, by whatever attribute. */
  private void expire() {
    if (expiry().timeToLiveStatus() == TimeToLiveStatus.DISABLED) {
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
      pause.pause(POLL_INTERVAL.toNanos());
    }
  }
}
