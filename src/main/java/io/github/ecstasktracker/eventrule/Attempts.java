package io.github.ecstasktracker.eventrule;

import io.github.ecstasktracker.model.Result;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Runs AWS calls and returns results; a failure is one line, {@code Operation: Code: message}. */
final class Attempts {
  private Attempts() {}

  static <T> Result<T> of(String operation, Supplier<T> call) {
    try {
      return new Result.Ok<>(call.get());
    } catch (SdkException e) {
      boolean throttled =
          e instanceof SdkServiceException service && service.isThrottlingException();
      return new Result.Failed<>(line(operation, e), throttled);
    }
  }

  private static String line(String operation, SdkException failure) {
    String what =
        failure instanceof AwsServiceException answer && answer.awsErrorDetails() != null
            ? answer.awsErrorDetails().errorCode() + ": " + answer.awsErrorDetails().errorMessage()
            : String.valueOf(failure.getMessage());
    return (operation + ": " + what).strip().replaceAll("\\s+", " ");
  }
}
