package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.Result;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** The SDK's exceptions as failures that a person can read. */
public final class Failures {
  private Failures() {}

  public static <T> Result.Failed<T> of(String operation, String table, SdkException exception) {
    boolean throttled =
        exception instanceof SdkServiceException answer && answer.isThrottlingException();
    return new Result.Failed<>(
        "%s of table %s: %s".formatted(operation, table, describe(exception)), throttled);
  }

  /** Whether the request itself is at fault: it can never succeed as it is. */
  static boolean invalid(SdkException exception) {
    return exception instanceof AwsServiceException answer
        && answer.awsErrorDetails() != null
        && "ValidationException".equals(answer.awsErrorDetails().errorCode());
  }

  private static String describe(SdkException exception) {
    if (exception instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
      return answer.awsErrorDetails().errorCode() + ": " + answer.awsErrorDetails().errorMessage();
    }
    return exception.getClass().getSimpleName() + ": " + exception.getMessage();
  }
}
