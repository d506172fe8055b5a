package io.github.ecstasktracker.ratelimit;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One API's way through {@link Pace}: room among the calls under way, then the circuit, then a
 * token, then the call. In this order a call waiting for room holds nothing, and a refused one
 * costs no token. Whatever happens, room and permission are given back.
 */
final class ApiLane {
  private final AwsApi api;
  private final MonotonicClock clock;
  private final TokenBudget budget;
  private final Circuit circuit;
  private final Bulkhead room;
  private final Timer wait;
  private volatile String lastFailure = "unknown";

  ApiLane(
      AwsApi api, Pace.Limits limits, MonotonicClock clock, Pause pause, MeterRegistry registry) {
    this.api = api;
    this.clock = clock;
    this.budget = new TokenBudget(api, limits.share(), clock, pause);
    this.circuit = new Circuit(api, clock);
    this.room =
        Bulkhead.of(
            api.name(),
            BulkheadConfig.custom()
                .maxConcurrentCalls(limits.callsAtOnce())
                .maxWaitDuration(limits.maxWait())
                .fairCallHandlingStrategyEnabled(true)
                .build());
    Tags tags = Tags.of("api", api.name().toLowerCase(Locale.ROOT));
    this.wait =
        Timer.builder("ecs_task_tracker.api.wait")
            .description("How long calls waited for a token of our own budget.")
            .tags(tags)
            .register(registry);
    Gauge.builder("ecs_task_tracker.api.tokens", budget, TokenBudget::tokens)
        .description("Tokens of our own budget; below zero where callers wait for them.")
        .tags(tags)
        .strongReference(true)
        .register(registry);
    Gauge.builder("ecs_task_tracker.api.circuit.open", circuit, open -> open.isOpen() ? 1 : 0)
        .description("1 while calls are refused because too many of the last ones failed.")
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  void chargeAttempt() {
    budget.charge();
  }

  void share(double share) {
    budget.share(share);
  }

  Duration spacing() {
    return budget.spacing();
  }

  <T> Result<T> call(Urgency urgency, Supplier<Result<T>> call) {
    if (!room.tryAcquirePermission()) {
      return Thread.currentThread().isInterrupted() ? interrupted() : tooManyAtOnce();
    }
    try {
      return throughCircuit(urgency, call);
    } finally {
      room.onComplete();
    }
  }

  private <T> Result<T> throughCircuit(Urgency urgency, Supplier<Result<T>> call) {
    if (!circuit.tryEnter()) {
      return new Result.Failed<>(
          "%s is not called: its last calls failed, the last with: %s".formatted(api, lastFailure),
          false);
    }
    Optional<Result<T>> refusal = waitForToken(urgency);
    if (refusal.isPresent()) {
      circuit.withdraw();
      return refusal.get();
    }
    Result<T> result;
    try {
      result = call.get();
    } catch (RuntimeException | Error unexpected) {
      circuit.failed(unexpected);
      throw unexpected;
    }
    learn(result);
    return result;
  }

  private <T> Optional<Result<T>> waitForToken(Urgency urgency) {
    long began = clock.nanos();
    try {
      budget.take(urgency);
      return Optional.empty();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Optional.of(interrupted());
    } finally {
      wait.record(clock.nanos() - began, TimeUnit.NANOSECONDS);
    }
  }

  private void learn(Result<?> result) {
    switch (result) {
      case Result.Ok<?> _ -> circuit.succeeded();
      case Result.Failed<?> failed when failed.throttled() -> {
        circuit.withdraw();
        budget.throttled();
      }
      case Result.Failed<?> failed -> {
        lastFailure = failed.reason();
        circuit.failed(new FailedCall(failed.reason()));
      }
    }
  }

  private <T> Result<T> tooManyAtOnce() {
    return new Result.Failed<>("too many calls of " + api + " at once", true);
  }

  private <T> Result<T> interrupted() {
    return new Result.Failed<>("stopped while waiting to call " + api, false);
  }

  /** Tells the circuit breaker, which knows exceptions only, of a failure; never thrown. */
  private static final class FailedCall extends Exception {
    private static final long serialVersionUID = 1;

    FailedCall(String reason) {
      super(reason, null, false, false);
    }
  }
}
