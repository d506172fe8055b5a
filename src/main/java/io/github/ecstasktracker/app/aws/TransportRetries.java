package io.github.ecstasktracker.app.aws;

import java.io.IOException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * Quick retries of transport failures: lost connections, timeouts, responses 500 to 504, and clock
 * skew that the SDK has just corrected. Three attempts in all.
 *
 * <p>Throttling is never retried here: the work queue does that, which knows what else waits and
 * spends one token per attempt. Retrying in both places would multiply the calls just when AWS asks
 * for fewer.
 */
final class TransportRetries {
  private static final int ATTEMPTS_MAX = 3;

  private TransportRetries() {}

  /** A strategy for one client; it tracks that client's retries. */
  static RetryStrategy strategy() {
    return DefaultRetryStrategy.standardStrategyBuilder()
        .maxAttempts(ATTEMPTS_MAX)
        .retryOnException(TransportRetries::isTransport)
        .treatAsThrottling(TransportRetries::isThrottle)
        // The clients' default rules would retry throttling again.
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
