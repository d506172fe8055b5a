package io.github.ecstasktracker.command.aws;

import io.github.ecstasktracker.model.Result;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * Whom AWS takes us for, and how far our clock is from its own. Every valid identity may ask this;
 * no permission can be missing.
 *
 * @param skew how far our clock is ahead, negative where it is behind; empty where AWS did not say
 */
public record Caller(String account, String arn, Optional<Duration> skew) {
  /** Asks. */
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
      return new Result.Failed<>(Failure.line("GetCallerIdentity", e), false);
    }
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
