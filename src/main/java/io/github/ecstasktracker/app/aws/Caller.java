package io.github.ecstasktracker.app.aws;

import io.github.ecstasktracker.model.Result;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * The identity AWS sees us as, and our clock's skew. Every valid identity may make this call; it
 * needs no permission.
 *
 * @param skew how far our clock is ahead, negative if behind; empty if AWS did not return its time
 */
public record Caller(String account, String arn, Optional<Duration> skew) {
  /** AWS rejects signatures more than five minutes off. */
  private static final Duration SKEW_REPORTED = Duration.ofMinutes(1);

  /** Calls GetCallerIdentity. */
  public static Result<Caller> ask(StsClient sts, InstantSource clock) {
    try {
      GetCallerIdentityResponse answer = sts.getCallerIdentity();
      Instant now = clock.instant();
      Optional<Duration> skew =
          answer
              .sdkHttpResponse()
              .firstMatchingHeader("Date")
              .flatMap(Caller::instant)
              .map(theirs -> Duration.between(theirs, now));
      return new Result.Ok<>(new Caller(answer.account(), answer.arn(), skew));
    } catch (SdkException e) {
      return new Result.Failed<>(Failure.line("GetCallerIdentity", e) + skewOf(e, clock), false);
    }
  }

  /** A signature rejected for its time looks like any other rejection. */
  private static String skewOf(SdkException failure, InstantSource clock) {
    return failure instanceof AwsServiceException answer && answer.awsErrorDetails() != null
        ? Optional.ofNullable(answer.awsErrorDetails().sdkHttpResponse())
            .flatMap(response -> response.firstMatchingHeader("Date"))
            .flatMap(Caller::instant)
            .map(theirs -> Duration.between(theirs, clock.instant()))
            .filter(skew -> skew.abs().compareTo(SKEW_REPORTED) > 0)
            .map(skew -> "; this clock differs from AWS's by %d s".formatted(skew.toSeconds()))
            .orElse("")
        : "";
  }

  private static Optional<Instant> instant(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
