package io.github.ecstasktracker.app.aws;

import io.github.ecstasktracker.model.MonotonicClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Counts every attempt of every AWS call, not only the calls, because attempts draw on the
 * account's request budget. Series are {@code
 * aws_api_calls_total{service,operation,status_code,error_code}}, {@code
 * aws_api_call_duration_seconds} and {@code aws_api_call_throttled_errors_total}.
 */
final class AttemptMetrics implements ExecutionInterceptor {
  static final String NO_ANSWER = "NoAnswer";

  /** Error codes are at the beginning of a response body; a message after them may be long. */
  private static final int LOOKED_AT = 4_096;

  private static final ExecutionAttribute<Attempt> ATTEMPT =
      new ExecutionAttribute<>("EcsTaskTrackerAttempt");

  private static final Duration[] BUCKETS =
      List.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  /**
   * The attempt in progress.
   *
   * @param open whether it is still to be counted
   */
  private record Attempt(long beganNanos, boolean open) {}

  private record Kind(String service, String operation, int status, String code) {}

  /** Cache of meters: a lookup in the registry builds its names each time. */
  private record Series(Counter calls, Timer duration, Counter throttles) {}

  private final MeterRegistry registry;
  private final MonotonicClock clock;
  private final AttemptListener listener;
  private final Map<Kind, Series> series = new ConcurrentHashMap<>();

  AttemptMetrics(MeterRegistry registry, MonotonicClock clock, AttemptListener listener) {
    this.registry = registry;
    this.clock = clock;
    this.listener = listener;
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes call) {
    if (call.getAttribute(ATTEMPT) != null) {
      closeUnanswered(call);
      listener.retrying(service(call), operation(call));
    }
    call.putAttribute(ATTEMPT, new Attempt(clock.nanos(), true));
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
    if (context.httpResponse().isSuccessful()) {
      close(call, context.httpResponse().statusCode(), "");
    }
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes call) {
    SdkHttpResponse response = context.httpResponse();
    Optional<InputStream> body = context.responseBody();
    if (response.isSuccessful()) {
      return body;
    }
    try {
      byte[] beginning = body.isPresent() ? body.get().readNBytes(LOOKED_AT) : new byte[0];
      close(call, response.statusCode(), ErrorCodes.of(response, beginning));
      return body.map(rest -> new SequenceInputStream(new ByteArrayInputStream(beginning), rest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes call) {
    closeUnanswered(call);
  }

  private void closeUnanswered(ExecutionAttributes call) {
    Attempt attempt = call.getAttribute(ATTEMPT);
    if (attempt != null && attempt.open()) {
      close(call, 0, NO_ANSWER);
    }
  }

  private void close(ExecutionAttributes call, int status, String code) {
    Attempt attempt = call.getAttribute(ATTEMPT);
    if (attempt == null || !attempt.open()) {
      return;
    }
    call.putAttribute(ATTEMPT, new Attempt(attempt.beganNanos(), false));
    Series its =
        series.computeIfAbsent(
            new Kind(service(call), operation(call), status, code), this::series);
    its.calls().increment();
    its.duration().record(Duration.ofNanos(clock.nanos() - attempt.beganNanos()));
    if (ErrorCodes.throttled(code, status)) {
      its.throttles().increment();
    }
  }

  private Series series(Kind kind) {
    return new Series(
        Counter.builder("aws_api_calls")
            .description("Attempts of AWS calls; status_code 0 if there was no response.")
            .tags("service", kind.service(), "operation", kind.operation())
            .tags("status_code", Integer.toString(kind.status()), "error_code", kind.code())
            .register(registry),
        Timer.builder("aws_api_call_duration")
            .description("Duration of attempts of AWS calls.")
            .tags("service", kind.service(), "operation", kind.operation())
            .serviceLevelObjectives(BUCKETS)
            .register(registry),
        Counter.builder("aws_api_call_throttled_errors")
            .description("Attempts of AWS calls that were throttled.")
            .tags("service", kind.service(), "operation", kind.operation())
            .register(registry));
  }

  /** The service as IAM policies spell it: ecs, ec2, dynamodb. */
  private static String service(ExecutionAttributes call) {
    String name =
        orUnknown(call.getAttribute(SdkExecutionAttribute.SERVICE_NAME)).toLowerCase(Locale.ROOT);
    return name.equals("eventbridge") ? "events" : name;
  }

  private static String operation(ExecutionAttributes call) {
    return orUnknown(call.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
  }

  private static String orUnknown(@Nullable String name) {
    return name == null ? "unknown" : name;
  }
}
