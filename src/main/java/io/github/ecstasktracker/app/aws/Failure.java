package io.github.ecstasktracker.app.aws;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Turns the SDK's exceptions into one line, in the common form: {@code Operation: Code: message}.
 */
final class Failure {
  private static final int LINE_MAX = 300;

  private Failure() {}

  static String line(String operation, SdkException failure) {
    String what =
        failure instanceof AwsServiceException answer && answer.awsErrorDetails() != null
            ? answer.awsErrorDetails().errorCode() + ": " + answer.awsErrorDetails().errorMessage()
            : String.valueOf(failure.getMessage());
    String line = (operation + ": " + what).strip().replaceAll("\\s+", " ");
    return line.length() <= LINE_MAX ? line : line.substring(0, LINE_MAX) + "...";
  }
}
