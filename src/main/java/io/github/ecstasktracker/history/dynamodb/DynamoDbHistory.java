package io.github.ecstasktracker.history.dynamodb;

import io.github.ecstasktracker.history.TaskHistory;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.target.dynamodb.Failures;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Gatherers;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Task history stored in a DynamoDB table, which deletes tasks after 30 days by its time to live.
 */
public final class DynamoDbHistory implements TaskHistory {
  static final Duration KEPT = Duration.ofDays(30);

  /** docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html. */
  private static final int BATCH = 25;

  /**
   * One page is enough: among that many matches, finding the newest is not worth a second query.
   */
  private static final int BEGINNINGS_MAX = 100;

  private final DynamoDbClient client;
  private final String table;
  private final InstantSource wall;

  public DynamoDbHistory(DynamoDbClient client, String table, InstantSource wall) {
    this.client = client;
    this.table = table;
    this.wall = wall;
  }

  @Override
  public Result<Integer> save(List<Placement> ended) {
    // Keyed by id, since a batch must not contain an item twice.
    Map<String, Map<String, AttributeValue>> items = new LinkedHashMap<>();
    long expires = seconds() + KEPT.toSeconds();
    ended.forEach(placement -> items.putAll(HistoryItems.of(placement, expires)));
    List<WriteRequest> requests =
        items.values().stream()
            .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
            .toList();
    try {
      for (List<WriteRequest> batch :
          requests.stream().gather(Gatherers.windowFixed(BATCH)).toList()) {
        boolean left =
            !client
                .batchWriteItem(request -> request.requestItems(Map.of(table, batch)))
                .unprocessedItems()
                .isEmpty();
        if (left) {
          return new Result.Failed<>("BatchWriteItem of table " + table + " left some out", true);
        }
      }
      return new Result.Ok<>(ended.size());
    } catch (SdkException e) {
      return Failures.of("BatchWriteItem", table, e);
    }
  }

  @Override
  public Result<Optional<Placement>> task(String id) {
    return text(HistoryItems.taskId(id)).map(text -> text.flatMap(HistoryItems::placement));
  }

  @Override
  public Result<Optional<Placement>> container(String id) {
    if (id.isEmpty()) {
      return new Result.Ok<>(Optional.empty());
    }
    Result<Optional<String>> item =
        HistoryItems.containerId(id)
            .<Result<Optional<String>>>map(whole -> new Result.Ok<>(Optional.of(whole)))
            .orElseGet(() -> newest(id));
    return then(then(item, this::text), this::task)
        .map(found -> found.filter(placement -> has(placement, id)));
  }

  private static <T> Result<Optional<T>> then(
      Result<Optional<String>> first, Function<String, Result<Optional<T>>> next) {
    return switch (first) {
      case Result.Failed<Optional<String>>(String reason, boolean throttled) ->
          new Result.Failed<>(reason, throttled);
      case Result.Ok<Optional<String>>(Optional<String> value) ->
          value.map(next).orElseGet(() -> new Result.Ok<>(Optional.empty()));
    };
  }

  /** The most recently stored item among the containers whose ids begin with this prefix. */
  private Result<Optional<String>> newest(String beginning) {
    try {
      return new Result.Ok<>(
          client
              .query(
                  request ->
                      request
                          .tableName(table)
                          .indexName(HistoryItems.BY_START)
                          .keyConditionExpression("#start = :start AND begins_with(#id, :id)")
                          .expressionAttributeNames(
                              Map.of("#start", HistoryItems.START, "#id", HistoryItems.ID))
                          .expressionAttributeValues(
                              Map.of(
                                  ":start",
                                  HistoryItems.start(beginning),
                                  ":id",
                                  HistoryItems.containersFrom(beginning)))
                          .limit(BEGINNINGS_MAX))
              .items()
              .stream()
              .max(Comparator.comparingLong(HistoryItems::expires))
              .flatMap(HistoryItems::id));
    } catch (SdkException e) {
      return Failures.of("Query", table, e);
    }
  }

  private static boolean has(Placement placement, String id) {
    return placement.containers().stream().anyMatch(container -> container.id().startsWith(id));
  }

  private Result<Optional<String>> text(String id) {
    try {
      Map<String, AttributeValue> item =
          client
              .getItem(
                  request ->
                      request
                          .tableName(table)
                          .key(Map.of(HistoryItems.ID, AttributeValue.fromS(id))))
              .item();
      return new Result.Ok<>(HistoryItems.text(item, seconds()));
    } catch (SdkException e) {
      return Failures.of("GetItem", table, e);
    }
  }

  private long seconds() {
    return wall.instant().getEpochSecond();
  }
}
