package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.model.EcsException;

class AwsFailuresTest {
  private static SdkException ecs(String code, String message) {
    return EcsException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .statusCode(400)
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "ThrottlingException, true",
    "RequestLimitExceeded, true",
    "Throttling, true",
    "TooManyRequestsException, true",
    "RequestThrottledException, true",
    "AccessDeniedException, false",
    "ServerException, false"
  })
  void throttles_areToldFromOtherErrors(String code, boolean throttled) {
    assertThat(AwsFailures.of("ListTasks", ecs(code, "why")))
        .isEqualTo(new Result.Failed<>("ListTasks: " + code + ": why", throttled));
  }

  @Test
  void timeout_isAFailureWithoutACode() {
    assertThat(AwsFailures.of("ListTasks", ApiCallTimeoutException.create(500)).reason())
        .startsWith("ListTasks: Client execution did not complete before the specified timeout");
  }

  @Test
  void serviceErrorWithoutDetails_isToldByItsMessage() {
    SdkException bare = EcsException.builder().message("bad gateway").build();

    assertThat(AwsFailures.of("ListTasks", bare).reason()).contains("bad gateway");
  }

  @Test
  void longMessageOfManyLines_becomesOneShortLine() {
    String reason = AwsFailures.of("X", ecs("C", "a\n\tb" + "c".repeat(1_000))).reason();

    assertThat(reason).startsWith("X: C: a bccc").endsWith("...").hasSize(303);
  }
}
