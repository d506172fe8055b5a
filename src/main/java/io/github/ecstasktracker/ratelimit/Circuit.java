package io.github.ecstasktracker.ratelimit;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Stops calling an API that answers with failures: opens when at least {@value
 * #FAILURE_PERCENT_TO_OPEN} % of the last {@value #CALLS_LOOKED_AT} calls failed (and at least
 * {@value #CALLS_BEFORE_JUDGING} were made), refuses for {@link #REFUSES_FOR}, then lets {@value
 * #TRIAL_CALLS} calls try. A throttle is no failure: the API works, and the budget sees to it.
 */
final class Circuit {
  static final int FAILURE_PERCENT_TO_OPEN = 80;
  static final int CALLS_LOOKED_AT = 20;
  static final int CALLS_BEFORE_JUDGING = 10;
  static final int TRIAL_CALLS = 3;
  static final Duration REFUSES_FOR = Duration.ofSeconds(10);

  private final CircuitBreaker breaker;

  Circuit(AwsApi api, MonotonicClock clock) {
    CircuitBreakerConfig config =
        CircuitBreakerConfig.custom()
            .failureRateThreshold(FAILURE_PERCENT_TO_OPEN)
            .slidingWindow(CALLS_LOOKED_AT, CALLS_BEFORE_JUDGING, SlidingWindowType.COUNT_BASED)
            .permittedNumberOfCallsInHalfOpenState(TRIAL_CALLS)
            .waitDurationInOpenState(REFUSES_FOR)
            // Its timer thread is not needed: the next call looks at the time.
            .automaticTransitionFromOpenToHalfOpenEnabled(false)
            .clock(new ElapsedClock(clock))
            .currentTimestampFunction(_ -> clock.nanos(), TimeUnit.NANOSECONDS)
            .build();
    breaker = CircuitBreaker.of(api.name(), config);
  }

  /** Whether a call may be made; then exactly one of the other three must follow. */
  boolean tryEnter() {
    return breaker.tryAcquirePermission();
  }

  void succeeded() {
    breaker.onSuccess(0, TimeUnit.NANOSECONDS);
  }

  void failed(Throwable cause) {
    breaker.onError(0, TimeUnit.NANOSECONDS, cause);
  }

  /** The call was not made, or says nothing about the API's health. */
  void withdraw() {
    breaker.releasePermission();
  }

  boolean isOpen() {
    return breaker.getState() == State.OPEN;
  }
}
