package io.github.ecstasktracker.lease.dynamodb;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Inspects the lease table, creates it if it is missing, and enables its time to live. */
public final class LeaseTable {
  private static final List<KeySchemaElement> KEY =
      List.of(
          KeySchemaElement.builder().attributeName(LeaseItems.ID).keyType(KeyType.HASH).build());
  private static final AttributeDefinition ID =
      AttributeDefinition.builder().attributeName(LeaseItems.ID).attributeType("S").build();

  /** A table without indexes takes some seconds. */
  private static final Duration CREATION_MAX = Duration.ofSeconds(60);

  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private final DynamoDbClient client;
  private final String table;

  public LeaseTable(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  public LeaseTableShape inspect() {
    try {
      return judge(
          client.describeTable(DescribeTableRequest.builder().tableName(table).build()).table());
    } catch (ResourceNotFoundException _) {
      return new LeaseTableShape.Missing(table);
    } catch (SdkException e) {
      return new LeaseTableShape.Unknown(table, Failures.of("DescribeTable", table, e));
    }
  }

  /** Whether an existing table deletes expired items. */
  public Result<Boolean> forgets() {
    try {
      TimeToLiveDescription found = expiry();
      TimeToLiveStatus status = found.timeToLiveStatus();
      return new Result.Ok<>(
          (status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING)
              && LeaseItems.EXPIRES.equals(found.attributeName()));
    } catch (SdkException e) {
      return new Result.Failed<>(Failures.of("DescribeTimeToLive", table, e), false);
    }
  }

  /**
   * Creates the table if it is missing, billed per request, waits up to a minute until it is in
   * service, and enables time to live, unless that already uses another attribute. An existing
   * table is not changed otherwise.
   *
   * @return the table's final shape: {@link LeaseTableShape.Fit} on success
   */
  public LeaseTableShape create(MonotonicClock clock, Pause pause) throws InterruptedException {
    LeaseTableShape shape = inspect();
    if (shape instanceof LeaseTableShape.Missing) {
      shape = make(clock, pause);
    }
    return shape instanceof LeaseTableShape.Fit ? expire(shape) : shape;
  }

  /** DynamoDB refuses the request if time to live is already enabled, by whatever attribute. */
  private LeaseTableShape expire(LeaseTableShape fit) {
    try {
      if (expiry().timeToLiveStatus() == TimeToLiveStatus.DISABLED) {
        client.updateTimeToLive(
            request ->
                request
                    .tableName(table)
                    .timeToLiveSpecification(
                        ttl -> ttl.attributeName(LeaseItems.EXPIRES).enabled(true)));
      }
      return fit;
    } catch (SdkException e) {
      return new LeaseTableShape.Unknown(table, Failures.of("UpdateTimeToLive", table, e));
    }
  }

  private TimeToLiveDescription expiry() {
    return client.describeTimeToLive(request -> request.tableName(table)).timeToLiveDescription();
  }

  private LeaseTableShape make(MonotonicClock clock, Pause pause) throws InterruptedException {
    try {
      client.createTable(
          CreateTableRequest.builder()
              .tableName(table)
              .keySchema(KEY)
              .attributeDefinitions(ID)
              .billingMode(BillingMode.PAY_PER_REQUEST)
              .build());
    } catch (ResourceInUseException _) {
      // Another process created it; the inspection below shows whether it fits.
    } catch (SdkException e) {
      return new LeaseTableShape.Unknown(table, Failures.of("CreateTable", table, e));
    }
    return awaited(clock, pause);
  }

  /**
   * Right after its creation a table may not be known yet: DescribeTable is eventually consistent.
   */
  private LeaseTableShape awaited(MonotonicClock clock, Pause pause) throws InterruptedException {
    long begun = clock.nanos();
    while (true) {
      LeaseTableShape shape = inspect();
      boolean pending =
          shape instanceof LeaseTableShape.Missing || shape instanceof LeaseTableShape.OutOfService;
      if (!pending || clock.nanos() - begun >= CREATION_MAX.toNanos()) {
        return shape;
      }
      pause.pause(POLL_INTERVAL.toNanos());
    }
  }

  private LeaseTableShape judge(TableDescription description) {
    if (!description.keySchema().equals(KEY) || !description.attributeDefinitions().contains(ID)) {
      return new LeaseTableShape.WrongKey(table, key(description));
    }
    // A table that is being updated goes on serving.
    return switch (description.tableStatus()) {
      case TableStatus.ACTIVE, TableStatus.UPDATING -> new LeaseTableShape.Fit(table);
      default -> new LeaseTableShape.OutOfService(table, description.tableStatusAsString());
    };
  }

  private static String key(TableDescription description) {
    Map<String, String> types =
        description.attributeDefinitions().stream()
            .collect(
                Collectors.toMap(
                    AttributeDefinition::attributeName,
                    AttributeDefinition::attributeTypeAsString));
    return description.keySchema().stream()
        .map(part -> part.attributeName() + " of type " + types.get(part.attributeName()))
        .collect(Collectors.joining(" and "));
  }
}
