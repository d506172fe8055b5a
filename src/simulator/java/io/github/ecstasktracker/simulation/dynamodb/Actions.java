package io.github.ecstasktracker.simulation.dynamodb;

import io.github.ecstasktracker.simulation.dynamodb.Action.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The SDK's requests as actions. A field of a request that is not simulated is an error, never
 * passed over.
 */
final class Actions {
  private static final Set<String> TERMS =
      Set.of(
          "TableName",
          "Key",
          "Item",
          "UpdateExpression",
          "ConditionExpression",
          "ExpressionAttributeNames",
          "ExpressionAttributeValues",
          "ReturnValuesOnConditionCheckFailure",
          "ReturnValues");

  private Actions() {}

  /** Refuses a request with a field set that is none of these. */
  static void only(SdkPojo request, Set<String> known) {
    for (SdkField<?> field : request.sdkFields()) {
      if (!known.contains(field.memberName())) {
        Object value = field.getValueOrDefault(request);
        if (value != null
            && !(value instanceof SdkAutoConstructList<?>)
            && !(value instanceof SdkAutoConstructMap<?, ?>)) {
          throw new UnsupportedOperationException("not simulated: " + field.memberName());
        }
      }
    }
  }

  static Action of(UpdateItemRequest request) {
    only(request, TERMS);
    return update(
        request.tableName(),
        request.key(),
        request.updateExpression(),
        new Terms(
            request.conditionExpression(),
            given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()),
            given(request.hasExpressionAttributeValues(), request.expressionAttributeValues()),
            request.returnValuesOnConditionCheckFailure()));
  }

  static Action of(PutItemRequest request) {
    only(request, TERMS);
    return Action.put(
        request.tableName(),
        request.item(),
        new Terms(
            request.conditionExpression(),
            given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()),
            given(request.hasExpressionAttributeValues(), request.expressionAttributeValues()),
            request.returnValuesOnConditionCheckFailure()));
  }

  static Action of(DeleteItemRequest request) {
    only(request, TERMS);
    return Action.delete(
        ItemKey.of(request.tableName(), request.key()),
        new Terms(
            request.conditionExpression(),
            given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()),
            given(request.hasExpressionAttributeValues(), request.expressionAttributeValues()),
            request.returnValuesOnConditionCheckFailure()));
  }

  static Action of(TransactWriteItem item) {
    List<Action> actions = all(item);
    if (actions.size() != 1) {
      throw Errors.validation("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    return actions.getFirst();
  }

  private static List<Action> all(TransactWriteItem item) {
    List<Action> actions = new ArrayList<>(1);
    if (item.update() != null) {
      actions.add(of(item.update()));
    }
    if (item.conditionCheck() != null) {
      actions.add(of(item.conditionCheck()));
    }
    if (item.put() != null) {
      actions.add(of(item.put()));
    }
    if (item.delete() != null) {
      actions.add(of(item.delete()));
    }
    return actions;
  }

  private static Action of(Update update) {
    only(update, TERMS);
    return update(
        update.tableName(),
        update.key(),
        update.updateExpression(),
        new Terms(
            update.conditionExpression(),
            given(update.hasExpressionAttributeNames(), update.expressionAttributeNames()),
            given(update.hasExpressionAttributeValues(), update.expressionAttributeValues()),
            update.returnValuesOnConditionCheckFailure()));
  }

  private static Action of(ConditionCheck check) {
    only(check, TERMS);
    if (check.conditionExpression() == null) {
      throw Errors.validation("The expression can not be empty");
    }
    return Action.check(
        ItemKey.of(check.tableName(), check.key()),
        new Terms(
            check.conditionExpression(),
            given(check.hasExpressionAttributeNames(), check.expressionAttributeNames()),
            given(check.hasExpressionAttributeValues(), check.expressionAttributeValues()),
            check.returnValuesOnConditionCheckFailure()));
  }

  private static Action of(Put put) {
    only(put, TERMS);
    return Action.put(
        put.tableName(),
        put.item(),
        new Terms(
            put.conditionExpression(),
            given(put.hasExpressionAttributeNames(), put.expressionAttributeNames()),
            given(put.hasExpressionAttributeValues(), put.expressionAttributeValues()),
            put.returnValuesOnConditionCheckFailure()));
  }

  private static Action of(Delete delete) {
    only(delete, TERMS);
    return Action.delete(
        ItemKey.of(delete.tableName(), delete.key()),
        new Terms(
            delete.conditionExpression(),
            given(delete.hasExpressionAttributeNames(), delete.expressionAttributeNames()),
            given(delete.hasExpressionAttributeValues(), delete.expressionAttributeValues()),
            delete.returnValuesOnConditionCheckFailure()));
  }

  private static Action update(
      String table, Map<String, AttributeValue> key, @Nullable String expression, Terms terms) {
    if (expression == null) {
      throw new UnsupportedOperationException("not simulated: an update without an expression");
    }
    return Action.update(ItemKey.of(table, key), expression, terms);
  }

  /** The SDK tells apart what is not given and what is empty; DynamoDB refuses the latter. */
  private static <K, V> @Nullable Map<K, V> given(boolean given, Map<K, V> map) {
    return given ? map : null;
  }
}
