package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A fence as the condition of a transaction. Only the condition's own failure is a fall of the
 * fence; a conflict or a throttle there says nothing of it.
 */
final class FenceCheck {
  private static final String TOKEN = "token";
  private static final String EPOCH = "epoch";

  private FenceCheck() {}

  static TransactWriteItem of(Fence fence) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check ->
                check
                    .tableName(fence.table())
                    .key(Map.of(Attributes.ID, AttributeValue.fromS(fence.item())))
                    .conditionExpression("#t=:t")
                    .expressionAttributeNames(Map.of("#t", TOKEN))
                    .expressionAttributeValues(
                        Map.of(":t", AttributeValue.fromS(fence.token().toString())))
                    .returnValuesOnConditionCheckFailure(
                        ReturnValuesOnConditionCheckFailure.ALL_OLD))
        .build();
  }

  /** What the reason at the fence's place means for every patch; empty where it stood. */
  static Optional<WriteOutcome> failure(Fence fence, CancellationReason reason) {
    return switch (reason.code()) {
      case Outcomes.INNOCENT -> Optional.empty();
      case Outcomes.CONDITION -> Optional.of(new WriteOutcome.Fenced(sentence(fence, reason)));
      default -> Optional.of(Outcomes.failed("fence: ", reason));
    };
  }

  private static String sentence(Fence fence, CancellationReason reason) {
    Map<String, AttributeValue> item = reason.hasItem() ? reason.item() : Map.of();
    AttributeValue epoch = item.get(EPOCH);
    if (item.isEmpty()) {
      return "the lease's item %s is gone".formatted(fence.item());
    }
    return epoch != null && epoch.type() == AttributeValue.Type.N
        ? "another term has begun: the lease is in epoch " + epoch.n()
        : "another term has begun";
  }
}
