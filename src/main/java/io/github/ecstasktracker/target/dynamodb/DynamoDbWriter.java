package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Writes patches conditionally: one alone as an update, several as one transaction; under a fence
 * always as a transaction, whose first condition is the fence's.
 *
 * <p>A write whose answer was lost and that is tried again, by the SDK or by a caller, finds its
 * own work and says so ({@link WriteOutcome.Applied}). The client's own timeouts bound each call.
 */
public final class DynamoDbWriter implements BackendWriter {
  private final DynamoDbClient client;
  private final String table;
  private final CallGate gate;
  private final Supplier<UUID> tokens;

  /**
   * @param tokens a fresh token for each transaction. It makes the SDK's own retries of one call
   *     idempotent. It is not derived from the content, because DynamoDB answers a token that it
   *     knows for ten minutes without writing: a person who undoes a change in that time would find
   *     the same patch acknowledged and not made.
   */
  public DynamoDbWriter(DynamoDbClient client, String table, CallGate gate, Supplier<UUID> tokens) {
    this.client = client;
    this.table = table;
    this.gate = gate;
    this.tokens = tokens;
  }

  @Override
  public List<WriteOutcome> write(List<ServerPatch> group, Optional<Fence> fence) {
    requireGroup(group);
    List<PatchExpression> patches = group.stream().map(PatchExpression::of).toList();
    return switch (gate.call(AwsApi.DYNAMODB, Urgency.LIVE, () -> send(patches, fence))) {
      case Result.Ok<List<WriteOutcome>>(List<WriteOutcome> outcomes) -> outcomes;
      case Result.Failed<List<WriteOutcome>>(String reason, boolean throttled) ->
          Collections.nCopies(group.size(), new WriteOutcome.Failed(reason, throttled));
    };
  }

  private static void requireGroup(List<ServerPatch> group) {
    if (group.isEmpty() || group.size() > GROUP_MAX) {
      throw new IllegalArgumentException(
          "a group has 1 to %d patches: %d".formatted(GROUP_MAX, group.size()));
    }
    List<BackendKey> keys = group.stream().map(ServerPatch::key).toList();
    if (keys.stream().distinct().count() < keys.size()) {
      throw new IllegalArgumentException("a backend stands in the group twice: " + keys);
    }
  }

  private Result<List<WriteOutcome>> send(List<PatchExpression> patches, Optional<Fence> fence) {
    return patches.size() == 1 && fence.isEmpty()
        ? update(patches.getFirst())
        : transact(patches, fence);
  }

  private Result<List<WriteOutcome>> update(PatchExpression patch) {
    UpdateItemRequest request =
        UpdateItemRequest.builder()
            .tableName(table)
            .key(itemKey(patch))
            .updateExpression(patch.update())
            .conditionExpression(patch.condition())
            .expressionAttributeNames(patch.names())
            .expressionAttributeValues(patch.values())
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    try {
      client.updateItem(request);
      return new Result.Ok<>(List.of(Outcomes.applied(patch)));
    } catch (ConditionalCheckFailedException e) {
      return new Result.Ok<>(List.of(Outcomes.refused(patch, e.hasItem() ? e.item() : Map.of())));
    } catch (SdkException e) {
      return failed("UpdateItem", 1, e);
    }
  }

  private Result<List<WriteOutcome>> transact(
      List<PatchExpression> patches, Optional<Fence> fence) {
    List<TransactWriteItem> items = new ArrayList<>();
    fence.map(FenceCheck::of).ifPresent(items::add);
    patches.stream().map(this::transactItem).forEach(items::add);
    TransactWriteItemsRequest request =
        TransactWriteItemsRequest.builder()
            .transactItems(items)
            .clientRequestToken(tokens.get().toString())
            .build();
    try {
      client.transactWriteItems(request);
      return new Result.Ok<>(patches.stream().map(Outcomes::applied).toList());
    } catch (TransactionCanceledException e) {
      List<CancellationReason> reasons = e.cancellationReasons();
      if (reasons.size() != items.size()) {
        return Failures.of("TransactWriteItems", table, e);
      }
      List<CancellationReason> own = reasons.subList(items.size() - patches.size(), items.size());
      return new Result.Ok<>(
          fence
              .flatMap(standing -> FenceCheck.failure(standing, reasons.getFirst()))
              .map(fallen -> Collections.nCopies(patches.size(), fallen))
              .orElseGet(() -> Outcomes.cancelled(patches, own)));
    } catch (SdkException e) {
      return failed("TransactWriteItems", patches.size(), e);
    }
  }

  /** A request that is no valid one is the patches' fault, and no sign of trouble in the store. */
  private Result<List<WriteOutcome>> failed(String operation, int patches, SdkException e) {
    Result.Failed<List<WriteOutcome>> failed = Failures.of(operation, table, e);
    return Failures.invalid(e)
        ? new Result.Ok<>(Collections.nCopies(patches, new WriteOutcome.Rejected(failed.reason())))
        : failed;
  }

  private TransactWriteItem transactItem(PatchExpression patch) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(itemKey(patch))
                    .updateExpression(patch.update())
                    .conditionExpression(patch.condition())
                    .expressionAttributeNames(patch.names())
                    .expressionAttributeValues(patch.values())
                    .returnValuesOnConditionCheckFailure(
                        ReturnValuesOnConditionCheckFailure.ALL_OLD))
        .build();
  }

  private static Map<String, AttributeValue> itemKey(PatchExpression patch) {
    return Map.of(Attributes.ID, AttributeValue.fromS(patch.key().itemId()));
  }
}
