package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns what the SDK throws into an expected outcome. */
final class AwsFailures {
  /*
   * ECS's throttle is no modelled exception: it arrives as a plain EcsException with this code
   * (docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html). EC2's differs
   * (docs.aws.amazon.com/AWSEC2/latest/APIReference/throttling.html).
   */
  private static final Set<String> THROTTLES =
      Set.of(
          "ThrottlingException", "Throttling", "RequestLimitExceeded", "TooManyRequestsException");

  private static final int REASON_MAX = 300;
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private AwsFailures() {}

  static <T> Result.Failed<T> of(String operation, SdkException failure) {
    if (failure instanceof AwsServiceException service && service.awsErrorDetails() != null) {
      String code = String.valueOf(service.awsErrorDetails().errorCode());
      String reason = operation + ": " + code + ": " + service.awsErrorDetails().errorMessage();
      return new Result.Failed<>(
          line(reason), THROTTLES.contains(code) || service.isThrottlingException());
    }
    return new Result.Failed<>(line(operation + ": " + failure.getMessage()), false);
  }

  /** Whether the caller lacks a permission. */
  static boolean isDenied(SdkException failure) {
    return failure instanceof AwsServiceException service
        && service.awsErrorDetails() != null
        && "AccessDeniedException".equals(service.awsErrorDetails().errorCode());
  }

  /** One line of bounded length, whatever the other side wrote. */
  static String line(String text) {
    String line = SPACES.matcher(text.strip()).replaceAll(" ");
    return line.length() <= REASON_MAX ? line : line.substring(0, REASON_MAX) + "...";
  }
}
