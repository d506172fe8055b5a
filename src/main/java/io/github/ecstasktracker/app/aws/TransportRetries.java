package io.github.ecstasktracker.app.aws;

import java.io.IOException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * Short retries of what goes wrong on the way: lost connections, attempts out of time, answers of
 * 500 to 504, a clock that the SDK has just corrected. Three attempts in all.
 *
 * <p>A throttle is never retried here: it is the queue's business, which knows what else waits and
 * spends one token an attempt. Retrying it in both places multiplies the calls just when AWS asks
 * for fewer.
 */
final class TransportRetries {
  private static final int ATTEMPTS_MAX = 3;

  private TransportRetries() {}

  /** A strategy for one client: it remembers how that client's retries went. */
  static RetryStrategy strategy() {
    return DefaultRetryStrategy.standardStrategyBuilder()
        .maxAttempts(ATTEMPTS_MAX)
        .retryOnException(TransportRetries::isTransport)
        .treatAsThrottling(TransportRetries::isThrottle)
        // The clients' own rules would bring the retry of throttles back in.
        .useClientDefaults(false)
        .build();
  }

  static boolean isTransport(Throwable failure) {
    if (!(failure instanceof SdkException e) || isThrottle(e)) {
      return false;
    }
    return e.retryable()
        || e instanceof ApiCallAttemptTimeoutException
        || e.getCause() instanceof IOException
        || RetryUtils.isClockSkewException(e)
        || (e instanceof SdkServiceException answer
            && answer.statusCode() >= 500
            && answer.statusCode() <= 504);
  }

  private static boolean isThrottle(Throwable failure) {
    return failure instanceof SdkException e && RetryUtils.isThrottlingException(e);
  }
}
