package io.github.ecstasktracker.simulation.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * A client that sends every request to two DynamoDBs and fails where they differ: in the answer, in
 * the error's code, in the codes and items of cancellation reasons, or in the tables afterwards.
 */
final class MirroredDynamoDb implements DynamoDbClient {
  private final DynamoDbClient real;
  private final DynamoDbClient simulated;
  private final List<String> tables;
  private final Map<String, Integer> outcomes = new TreeMap<>();

  MirroredDynamoDb(DynamoDbClient real, DynamoDbClient simulated, List<String> tables) {
    this.real = real;
    this.simulated = simulated;
    this.tables = tables;
  }

  /** How often which request ended how: what a test has covered. */
  Map<String, Integer> outcomes() {
    return outcomes;
  }

  private <R> R both(DynamoDbRequest request, Function<DynamoDbClient, R> call) {
    Facts expected = facts(real, call);
    Facts actual;
    Supplier<R> answer;
    try {
      R response = call.apply(simulated);
      actual = Facts.of(response);
      answer = () -> response;
    } catch (AwsServiceException e) {
      actual = Facts.of(e);
      answer =
          () -> {
            throw e;
          };
    }
    assertThat(actual).as(request.toString()).isEqualTo(expected);
    String name = request.getClass().getSimpleName();
    count(name + " " + actual.code());
    actual.reasons().forEach(reason -> count(name + " reason " + reason));
    if (actual.code().equals(Facts.OK) && !(request instanceof GetItemRequest)) {
      compareTables(request);
    }
    return answer.get();
  }

  /** Every item of every table; a request that failed must have changed none of them either. */
  void compareTables(Object after) {
    for (String table : tables) {
      assertThat(items(simulated, table))
          .as("table %s after %s", table, after)
          .isEqualTo(items(real, table));
    }
  }

  private void count(String outcome) {
    outcomes.merge(outcome, 1, Integer::sum);
  }

  private static <R> Facts facts(DynamoDbClient client, Function<DynamoDbClient, R> call) {
    try {
      return Facts.of(call.apply(client));
    } catch (AwsServiceException e) {
      return Facts.of(e);
    }
  }

  private static Map<String, Map<String, AttributeValue>> items(
      DynamoDbClient client, String table) {
    return byId(
        client.scanPaginator(scan -> scan.tableName(table).consistentRead(true)).items().stream()
            .toList());
  }

  private static Map<String, Map<String, AttributeValue>> byId(
      List<Map<String, AttributeValue>> items) {
    return items.stream().collect(Collectors.toMap(item -> item.get("id").s(), Values::normal));
  }

  /**
   * What is compared of an answer.
   *
   * @param reasons the codes of a cancelled transaction
   * @param told every item that the answer tells
   */
  private record Facts(String code, List<String> reasons, List<Object> told) {
    static final String OK = "OK";

    static Facts of(Object response) {
      return new Facts(OK, List.of(), told(response));
    }

    static Facts of(AwsServiceException error) {
      String code = error.awsErrorDetails().errorCode();
      return switch (error) {
        case ConditionalCheckFailedException failed ->
            new Facts(code, List.of(), List.of(failed.hasItem(), Values.normal(failed.item())));
        case TransactionCanceledException cancelled ->
            new Facts(
                code,
                cancelled.cancellationReasons().stream().map(CancellationReason::code).toList(),
                cancelled.cancellationReasons().stream()
                    .<Object>map(reason -> Values.normal(reason.item()))
                    .toList());
        default -> new Facts(code, List.of(), List.of());
      };
    }

    private static List<Object> told(Object response) {
      return switch (response) {
        case GetItemResponse get -> List.of(get.hasItem(), Values.normal(get.item()));
        case ScanResponse scan -> List.of(byId(scan.items()), scan.hasLastEvaluatedKey());
        case BatchGetItemResponse gets ->
            gets.responses().entrySet().stream()
                .<Object>map(table -> Map.of(table.getKey(), byId(table.getValue())))
                .toList();
        case TransactGetItemsResponse gets ->
            gets.responses().stream().<Object>map(r -> Values.normal(r.item())).toList();
        case UpdateItemResponse update -> List.of(Values.normal(update.attributes()));
        case PutItemResponse put -> List.of(Values.normal(put.attributes()));
        case DeleteItemResponse delete -> List.of(Values.normal(delete.attributes()));
        default -> List.of();
      };
    }
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return both(request, client -> client.getItem(request));
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return both(request, client -> client.scan(request));
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return both(request, client -> client.batchGetItem(request));
  }

  @Override
  public TransactGetItemsResponse transactGetItems(TransactGetItemsRequest request) {
    return both(request, client -> client.transactGetItems(request));
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return both(request, client -> client.updateItem(request));
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return both(request, client -> client.putItem(request));
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    return both(request, client -> client.deleteItem(request));
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    return both(request, client -> client.transactWriteItems(request));
  }

  @Override
  public String serviceName() {
    return DynamoDbClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
