package io.github.ecstasktracker.app.aws;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * Tries writes with a condition that can never hold. DynamoDB checks permissions before the
 * condition, so a failed condition proves that the write would be allowed, and nothing is ever
 * changed.
 *
 * <p>A method returns empty if the write is allowed, else one line with the IAM action and the
 * table.
 */
public final class WriteTrial {
  private static final String ID = "id";

  /** A condition that can never hold. */
  private static final String NEVER = "attribute_exists(#id) AND attribute_not_exists(#id)";

  private static final Map<String, String> NAMES = Map.of("#id", ID);

  /** Only returned to callers who are allowed to write. */
  private static final Set<String> ALLOWED =
      Set.of("ConditionalCheckFailed", "TransactionConflict");

  private final DynamoDbClient client;

  public WriteTrial(DynamoDbClient client) {
    this.client = client;
  }

  public Optional<String> update(String table, String item) {
    try {
      client.updateItem(
          request ->
              request
                  .tableName(table)
                  .key(key(item))
                  .updateExpression("SET #trial = :trial")
                  .conditionExpression(NEVER)
                  .expressionAttributeNames(Map.of("#id", ID, "#trial", "trial"))
                  .expressionAttributeValues(Map.of(":trial", AttributeValue.fromBool(true))));
      throw new IllegalStateException("a condition that can never hold did hold: " + NEVER);
    } catch (ConditionalCheckFailedException _) {
      return Optional.empty();
    } catch (TransactionConflictException _) {
      return Optional.empty();
    } catch (SdkException e) {
      return Optional.of(Failure.line("UpdateItem of table " + table, e));
    }
  }

  /** Tries the check of a write's fence, which only a transaction can make. */
  public Optional<String> conditionCheck(String table, String item) {
    TransactWriteItem check =
        TransactWriteItem.builder()
            .conditionCheck(
                c ->
                    c.tableName(table)
                        .key(key(item))
                        .conditionExpression(NEVER)
                        .expressionAttributeNames(NAMES))
            .build();
    String what = "ConditionCheckItem of table " + table;
    try {
      client.transactWriteItems(request -> request.transactItems(check));
      throw new IllegalStateException("a condition that can never hold did hold: " + NEVER);
    } catch (TransactionCanceledException e) {
      boolean allowed =
          e.cancellationReasons().stream().anyMatch(reason -> ALLOWED.contains(reason.code()));
      return allowed ? Optional.empty() : Optional.of(Failure.line(what, e));
    } catch (SdkException e) {
      return Optional.of(Failure.line(what, e));
    }
  }

  private static Map<String, AttributeValue> key(String item) {
    return Map.of(ID, AttributeValue.fromS(item));
  }
}
