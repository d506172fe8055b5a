package io.github.ecstasktracker.lease.dynamodb;

import io.github.ecstasktracker.ecs.DefinitionStore;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Gatherers;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Task definitions stored in the lease table, one item each, with the id {@code definition/} and
 * the ARN.
 *
 * <p>Calls bypass {@link io.github.ecstasktracker.model.CallGate}: a missing or slow table must not
 * open the circuit of the managed one. If the table is missing, nothing is stored, and that is not
 * a failure.
 */
public final class DynamoDbDefinitions implements DefinitionStore {
  static final String PREFIX = "definition/";
  static final String DEFINITION = "definition";

  /** docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html. */
  private static final int READ_MAX = 100;

  /** docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html. */
  private static final int WRITE_MAX = 25;

  /** Limit for a call that keeps returning partial results. */
  private static final int PARTS_MAX = 3;

  private static final AwsRequestOverrideConfiguration LIMITS =
      AwsRequestOverrideConfiguration.builder()
          .apiCallAttemptTimeout(Duration.ofSeconds(2))
          .apiCallTimeout(Duration.ofSeconds(5))
          .build();
  private static final AttributeValue NOTHING = AttributeValue.fromNul(true);

  /** Marks an item that holds no usable definition. It does not expire, so that it is examined. */
  private static final Kept FOREIGN = new Kept("", Instant.MAX);

  private final DynamoDbClient client;
  private final String table;

  public DynamoDbDefinitions(DynamoDbClient client, String leaseTable) {
    this.client = client;
    this.table = leaseTable;
  }

  @Override
  public Loaded load(Set<String> arns) {
    Map<String, Kept> kept = HashMap.newHashMap(arns.size());
    List<Map<String, AttributeValue>> keys =
        arns.stream()
            .map(arn -> Map.of(LeaseItems.ID, AttributeValue.fromS(PREFIX + arn)))
            .toList();
    try {
      for (List<Map<String, AttributeValue>> page :
          keys.stream().gather(Gatherers.windowFixed(READ_MAX)).toList()) {
        load(page, kept);
      }
      return new Loaded(kept, Optional.empty());
    } catch (ResourceNotFoundException _) {
      return new Loaded(Map.of(), Optional.empty());
    } catch (SdkException e) {
      return new Loaded(kept, Optional.of(Failures.of("BatchGetItem", table, e)));
    }
  }

  private void load(List<Map<String, AttributeValue>> page, Map<String, Kept> kept) {
    Map<String, KeysAndAttributes> asked =
        Map.of(table, KeysAndAttributes.builder().keys(page).build());
    for (int part = 0; part < PARTS_MAX && !asked.isEmpty(); part++) {
      BatchGetItemResponse answer =
          client.batchGetItem(
              BatchGetItemRequest.builder()
                  .overrideConfiguration(LIMITS)
                  .requestItems(asked)
                  .build());
      for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
        String id = item.getOrDefault(LeaseItems.ID, NOTHING).s();
        kept.put(id.substring(PREFIX.length()), kept(item));
      }
      asked = answer.unprocessedKeys();
    }
  }

  private static Kept kept(Map<String, AttributeValue> item) {
    String text = item.getOrDefault(DEFINITION, NOTHING).s();
    String expires = item.getOrDefault(LeaseItems.EXPIRES, NOTHING).n();
    return text != null && expires != null && expires.matches("[0-9]{1,15}")
        ? new Kept(text, Instant.ofEpochSecond(Long.parseLong(expires)))
        : FOREIGN;
  }

  @Override
  public Result<Integer> save(Map<String, Kept> definitions) {
    List<WriteRequest> items = new ArrayList<>();
    definitions.forEach(
        (arn, kept) ->
            items.add(WriteRequest.builder().putRequest(put -> put.item(item(arn, kept))).build()));
    try {
      for (List<WriteRequest> page :
          items.stream().gather(Gatherers.windowFixed(WRITE_MAX)).toList()) {
        boolean left =
            !client
                .batchWriteItem(
                    BatchWriteItemRequest.builder()
                        .overrideConfiguration(LIMITS)
                        .requestItems(Map.of(table, page))
                        .build())
                .unprocessedItems()
                .isEmpty();
        if (left) {
          return new Result.Failed<>(
              "BatchWriteItem of lease table " + table + " left some out", true);
        }
      }
      return new Result.Ok<>(items.size());
    } catch (ResourceNotFoundException _) {
      return new Result.Ok<>(0);
    } catch (SdkException e) {
      return new Result.Failed<>(Failures.of("BatchWriteItem", table, e), false);
    }
  }

  private static Map<String, AttributeValue> item(String arn, Kept kept) {
    return Map.of(
        LeaseItems.ID,
        AttributeValue.fromS(PREFIX + arn),
        DEFINITION,
        AttributeValue.fromS(kept.text()),
        LeaseItems.EXPIRES,
        LeaseItems.value(kept.expires().getEpochSecond()));
  }
}
