package io.github.ecstasktracker.lease.dynamodb;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns the SDK's exceptions into readable sentences. */
final class Failures {
  private Failures() {}

  static String of(String operation, String table, SdkException exception) {
    return "%s of lease table %s: %s".formatted(operation, table, describe(exception));
  }

  private static String describe(SdkException exception) {
    if (exception instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
      return answer.awsErrorDetails().errorCode() + ": " + answer.awsErrorDetails().errorMessage();
    }
    return exception.getClass().getSimpleName() + ": " + exception.getMessage();
  }
}
