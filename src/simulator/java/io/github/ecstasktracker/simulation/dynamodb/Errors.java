package io.github.ecstasktracker.simulation.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** DynamoDB's errors, by the types and codes that the SDK gives them. */
final class Errors {
  static final String VALIDATION = "ValidationException";
  static final String INNOCENT = "None";

  private Errors() {}

  static AwsServiceException validation(String message) {
    return named(DynamoDbException.builder(), 400, VALIDATION, message);
  }

  static AwsServiceException invalidValue(String message) {
    return validation("One or more parameter values were invalid: " + message);
  }

  static AwsServiceException noSuchAttribute() {
    return validation(
        "The provided expression refers to an attribute that does not exist in the item");
  }

  static AwsServiceException itemTooLarge() {
    return validation("Item size to update has exceeded the maximum allowed size");
  }

  static AwsServiceException noSuchTable(String table) {
    return named(
        ResourceNotFoundException.builder(),
        400,
        "ResourceNotFoundException",
        "Requested resource not found: Table: " + table + " not found");
  }

  static AwsServiceException tableExists(String table) {
    return named(
        ResourceInUseException.builder(),
        400,
        "ResourceInUseException",
        "Table already exists: " + table);
  }

  /**
   * @param item the item as it is, where it was asked for; empty otherwise
   */
  static AwsServiceException conditionFailed(Map<String, AttributeValue> item) {
    ConditionalCheckFailedException.Builder builder = ConditionalCheckFailedException.builder();
    if (!item.isEmpty()) {
      builder.item(item);
    }
    return named(builder, 400, "ConditionalCheckFailedException", "The conditional request failed");
  }

  /** A write that met another transaction on its item. */
  static AwsServiceException conflict() {
    return named(
        TransactionConflictException.builder(),
        400,
        "TransactionConflictException",
        "Transaction is ongoing for the item");
  }

  static AwsServiceException cancelled(List<CancellationReason> reasons) {
    String codes = reasons.stream().map(CancellationReason::code).collect(Collectors.joining(", "));
    return named(
        TransactionCanceledException.builder().cancellationReasons(reasons),
        400,
        "TransactionCanceledException",
        "Transaction cancelled, please refer cancellation reasons for specific reasons ["
            + codes
            + "]");
  }

  static AwsServiceException tokenOfAnother() {
    return named(
        IdempotentParameterMismatchException.builder(),
        400,
        "IdempotentParameterMismatchException",
        "A request with this client token has been made with other content");
  }

  static AwsServiceException throttled() {
    return named(ThrottlingException.builder(), 400, "ThrottlingException", "Rate exceeded");
  }

  static AwsServiceException internal() {
    return named(
        InternalServerErrorException.builder(),
        500,
        "InternalServerError",
        "Internal server error");
  }

  private static AwsServiceException named(
      AwsServiceException.Builder builder, int status, String code, String message) {
    // Where it was made tells nothing, and to find out costs more than the request.
    builder.writableStackTrace(false);
    return builder
        .message(message)
        .statusCode(status)
        .requestId("simulated")
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode(code)
                .errorMessage(message)
                .build())
        .build();
  }
}
