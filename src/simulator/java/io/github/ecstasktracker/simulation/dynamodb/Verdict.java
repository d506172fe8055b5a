package io.github.ecstasktracker.simulation.dynamodb;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;

/**
 * What comes of one action on the item as it is.
 *
 * @param change what it makes of the item; the same as before where it is refused
 * @param writes false for a check, and for an action that is refused
 * @param refusal null where it may land
 */
record Verdict(Change change, boolean writes, @Nullable Refusal refusal) {
  /**
   * @param reason as a transaction's cancellation tells it
   * @param error as an answer to a request of this action alone
   */
  record Refusal(CancellationReason reason, AwsServiceException error) {}

  /**
   * @param wholeRefused {@link Settings#wholeRefused}
   */
  static Verdict of(
      Action action, Map<String, AttributeValue> before, Fault fault, boolean wholeRefused) {
    if (fault instanceof Fault.ItemsRefused(Fault.Reason why, var items)
        && items.contains(action.key())) {
      return refused(action, before, busy(why));
    }
    Scope scope = action.scope().of(before);
    if (!action.condition().holds(scope)) {
      return refused(action, before, condition(action.tellsItem() ? before : Map.of()));
    }
    if (action.effect() == null) {
      return new Verdict(new Change(action.key(), before, before), false, null);
    }
    Map<String, AttributeValue> after;
    try {
      after = action.effect().apply(before);
    } catch (AwsServiceException e) {
      if (wholeRefused) {
        throw e;
      }
      return refused(action, before, invalid(e));
    }
    return Sizes.of(after) > Sizes.ITEM_MAX
        ? refused(action, before, invalid(Errors.itemTooLarge()))
        : new Verdict(new Change(action.key(), before, after), true, null);
  }

  private static Verdict refused(
      Action action, Map<String, AttributeValue> before, Refusal refusal) {
    return new Verdict(new Change(action.key(), before, before), false, refusal);
  }

  private static Refusal condition(Map<String, AttributeValue> told) {
    CancellationReason reason = reason("ConditionalCheckFailed", "The conditional request failed");
    return new Refusal(
        told.isEmpty() ? reason : reason.toBuilder().item(told).build(),
        Errors.conditionFailed(told));
  }

  private static Refusal busy(Fault.Reason why) {
    return new Refusal(
        reason(why.code(), why.message()),
        why == Fault.Reason.CONFLICT ? Errors.conflict() : Errors.throttled());
  }

  private static Refusal invalid(AwsServiceException error) {
    return new Refusal(reason("ValidationError", error.awsErrorDetails().errorMessage()), error);
  }

  private static CancellationReason reason(String code, String message) {
    return CancellationReason.builder().code(code).message(message).build();
  }

  CancellationReason reason() {
    return refusal == null
        ? CancellationReason.builder().code(Errors.INNOCENT).build()
        : refusal.reason();
  }
}
