package io.github.ecstasktracker.ratelimit;

import static io.github.ecstasktracker.model.AwsApi.EC2_READ;
import static io.github.ecstasktracker.model.AwsApi.ECS_CLUSTER_RESOURCE_READ;
import static io.github.ecstasktracker.model.AwsApi.SSM_READ;
import static io.github.ecstasktracker.model.Urgency.BACKGROUND;
import static io.github.ecstasktracker.model.Urgency.LIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.testing.SteppedTime;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Half of ECS's 100 and 20/s: a bucket of 50, refilled at 10 a second. */
class PaceTest {
  private static final AwsApi ECS = ECS_CLUSTER_RESOURCE_READ;
  private static final int CAPACITY = 50;
  private static final int RESERVE = 17;
  private static final Duration A_TOKEN = Duration.ofMillis(100);
  private static final Duration OVER = Circuit.REFUSES_FOR.plusNanos(1);
  private static final Result<String> OK = new Result.Ok<>("ok");
  private static final Result<String> DOWN = new Result.Failed<>("503", false);
  private static final Result<String> THROTTLED = new Result.Failed<>("Rate exceeded", true);

  private final SteppedTime time = new SteppedTime();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicInteger calls = new AtomicInteger();
  private final Pace pace = pace(Pace.Limits.DEFAULT);

  private Pace pace(Pace.Limits limits) {
    return new Pace(limits, time, time, registry);
  }

  private Result<String> call(AwsApi api, Urgency urgency, Result<String> answer) {
    return pace.call(api, urgency, answering(answer));
  }

  private Supplier<Result<String>> answering(Result<String> answer) {
    return () -> {
      calls.incrementAndGet();
      return answer;
    };
  }

  private void spend(int tokens) {
    for (int i = 0; i < tokens; i++) {
      assertThat(call(ECS, LIVE, OK)).isEqualTo(OK);
    }
  }

  @Test
  void call_tokensLeft_isMadeAtOnce() {
    spend(CAPACITY);
    assertThat(time.paused()).isZero();
  }

  @Test
  void call_bucketEmpty_waitsForTheRefill() {
    spend(CAPACITY);
    spend(1);
    assertThat(time.paused()).isEqualTo(A_TOKEN);
    spend(3);
    assertThat(time.paused()).isEqualTo(A_TOKEN.multipliedBy(4));
  }

  @Test
  void call_background_leavesTheLastThirdToLive() {
    for (int i = 0; i < CAPACITY - RESERVE; i++) {
      call(ECS, BACKGROUND, OK);
    }
    assertThat(time.paused()).isZero();
    assertThat(call(ECS, BACKGROUND, OK)).isEqualTo(OK);
    assertThat(time.paused()).as("background waits").isEqualTo(A_TOKEN);
    spend(RESERVE);
    assertThat(time.paused()).as("live does not").isEqualTo(A_TOKEN);
    call(ECS, BACKGROUND, OK);
    assertThat(time.paused()).isEqualTo(A_TOKEN.multipliedBy(1 + RESERVE + 1));
  }

  @Test
  void call_whateverTheWait_isMadeInItsTurn() {
    Pace hasty = pace(new Pace.Limits(0.5, A_TOKEN, 8));
    for (int i = 0; i < 10 * CAPACITY; i++) {
      hasty.retryToken(ECS);
    }
    assertThat(hasty.call(ECS, LIVE, answering(OK))).isEqualTo(OK);
    assertThat(time.paused()).isEqualTo(A_TOKEN.multipliedBy(9 * CAPACITY + 1));
    assertThat(hasty.call(ECS, BACKGROUND, answering(OK))).isEqualTo(OK);
    assertThat(time.paused()).isEqualTo(A_TOKEN.multipliedBy(9 * CAPACITY + 1 + RESERVE + 1));
  }

  @Test
  void spacing_isThatOfTheApi_andNoneWhereMoreThanHalfOfTheBucketIsThere() {
    assertThat(pace.spacing(ECS)).isZero();
    spend(CAPACITY / 2);
    assertThat(pace.spacing(ECS)).isEqualTo(A_TOKEN);
    assertThat(pace.spacing(EC2_READ)).isZero();
  }

  @Test
  void call_ofOneApi_takesNothingFromAnother() {
    spend(CAPACITY);
    call(SSM_READ, LIVE, OK);
    assertThat(time.paused()).isZero();
  }

  @Test
  void retryToken_isPaidByTheNextCallers() {
    for (int i = 0; i < CAPACITY + 2; i++) {
      pace.retryToken(ECS);
    }
    assertThat(time.paused()).isZero();
    spend(1);
    assertThat(time.paused()).isEqualTo(A_TOKEN.multipliedBy(3));
  }

  @Test
  void throttled_emptiesTheBucket_andNextCallsWaitForTheRefill() {
    assertThat(call(ECS, LIVE, THROTTLED)).isEqualTo(THROTTLED);
    assertThat(time.paused()).isZero();
    spend(2);
    assertThat(time.paused()).as("at 70 %% of the rate").isBetween(tokens(2.85), tokens(2.86));
  }

  @Test
  void throttled_isForgottenInAWhile() {
    call(ECS, LIVE, THROTTLED);
    time.advance(Duration.ofMinutes(1));
    spend(CAPACITY);
    assertThat(time.paused()).isZero();
    spend(10);
    assertThat(time.paused()).isBetween(tokens(10), tokens(11));
  }

  private static Duration tokens(double tokens) {
    return Duration.ofNanos((long) (tokens * A_TOKEN.toNanos()));
  }

  @Test
  void throttled_howeverOften_neverOpensTheCircuit() {
    for (int i = 0; i < 100; i++) {
      assertThat(call(ECS, LIVE, THROTTLED)).isEqualTo(THROTTLED);
    }
    assertThat(calls).hasValue(100);
  }

  @Test
  void circuit_mostCallsFail_opens_thenTries_andClosesWhenTheyWork() {
    for (int i = 0; i < Circuit.CALLS_BEFORE_JUDGING; i++) {
      assertThat(call(ECS, LIVE, DOWN)).isEqualTo(DOWN);
    }
    long tokens = tokens();
    assertThat(call(ECS, LIVE, OK))
        .isEqualTo(
            new Result.Failed<>(
                "ECS_CLUSTER_RESOURCE_READ is not called: its last calls failed, the last with:"
                    + " 503",
                false));
    assertThat(calls).hasValue(Circuit.CALLS_BEFORE_JUDGING);
    assertThat(tokens()).as("a refused call costs no token").isEqualTo(tokens);
    assertThat(registry.scrape())
        .contains("ecs_task_tracker_api_circuit_open{api=\"ecs_cluster_resource_read\"} 1.0")
        .contains("ecs_task_tracker_api_circuit_open{api=\"ec2_read\"} 0.0");
    assertThat(call(EC2_READ, LIVE, OK)).as("other APIs go on").isEqualTo(OK);

    time.advance(Circuit.REFUSES_FOR);
    assertThat(call(ECS, LIVE, OK)).isNotEqualTo(OK);
    time.advance(Duration.ofNanos(1));
    spend(Circuit.TRIAL_CALLS + 20);
    assertThat(registry.scrape())
        .contains("ecs_task_tracker_api_circuit_open{api=\"ecs_cluster_resource_read\"} 0.0");
  }

  @Test
  void circuit_trialCallsFail_opensAgain() {
    for (int i = 0; i < Circuit.CALLS_BEFORE_JUDGING; i++) {
      call(ECS, LIVE, DOWN);
    }
    time.advance(OVER);
    for (int i = 0; i < Circuit.TRIAL_CALLS; i++) {
      assertThat(call(ECS, LIVE, DOWN)).isEqualTo(DOWN);
    }
    assertThat(call(ECS, LIVE, OK)).isNotEqualTo(OK);
    time.advance(OVER);
    assertThat(call(ECS, LIVE, OK)).isEqualTo(OK);
  }

  @Test
  void circuit_trialCallsThatAreThrottledOrNeverMade_doNotUseUpTheTrials() {
    for (int i = 0; i < Circuit.CALLS_BEFORE_JUDGING; i++) {
      call(ECS, LIVE, DOWN);
    }
    time.advance(OVER);
    for (int i = 0; i < 3 * Circuit.TRIAL_CALLS; i++) {
      assertThat(call(ECS, LIVE, THROTTLED)).isEqualTo(THROTTLED);
    }
    for (int i = 0; i < 3 * Circuit.TRIAL_CALLS; i++) {
      Thread.currentThread().interrupt();
      assertThat(call(ECS, LIVE, OK)).isNotEqualTo(OK);
      assertThat(Thread.interrupted()).isTrue();
    }
    spend(Circuit.TRIAL_CALLS);
  }

  @Test
  void circuit_someCallsFail_staysClosed() {
    for (int i = 0; i < 100; i++) {
      Result<String> answer = i % 4 == 0 ? OK : DOWN;
      assertThat(call(ECS, LIVE, answer)).isEqualTo(answer);
    }
  }

  @Test
  void call_throwsUnexpectedly_isThrownOn_countsAsFailure_andGivesEverythingBack() {
    Pace narrow = pace(new Pace.Limits(0.5, A_TOKEN, 1));
    IllegalStateException bug = new IllegalStateException("bug");
    for (int i = 0; i < Circuit.CALLS_BEFORE_JUDGING; i++) {
      assertThatThrownBy(
              () ->
                  narrow.call(
                      ECS,
                      LIVE,
                      () -> {
                        throw bug;
                      }))
          .isSameAs(bug);
    }
    assertThat(narrow.call(ECS, LIVE, answering(OK)).toString()).contains("is not called");
    time.advance(OVER);
    assertThat(narrow.call(ECS, LIVE, answering(OK))).isEqualTo(OK);
  }

  @ParameterizedTest
  @EnumSource(Urgency.class)
  void call_interrupted_failsAndKeepsTheFlag(Urgency urgency) {
    spend(CAPACITY);
    calls.set(0);
    Thread.currentThread().interrupt();
    assertThat(call(ECS, urgency, OK))
        .isEqualTo(
            new Result.Failed<>("stopped while waiting to call ECS_CLUSTER_RESOURCE_READ", false));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(calls).hasValue(0);
    assertThat(call(ECS, LIVE, OK)).isEqualTo(OK);
  }

  @Test
  void call_tooManyUnderWay_waitsForRoomNoLongerThanTheBound() throws InterruptedException {
    Pace narrow =
        new Pace(
            new Pace.Limits(0.5, Duration.ofMillis(20), 1),
            MonotonicClock.SYSTEM,
            Pause.SLEEP,
            registry);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Thread holder = Thread.ofVirtual().start(() -> narrow.call(ECS, LIVE, held(inside, leave)));
    inside.await();
    assertThat(narrow.call(ECS, LIVE, answering(OK)))
        .isEqualTo(
            new Result.Failed<>("too many calls of ECS_CLUSTER_RESOURCE_READ at once", true));
    assertThat(narrow.call(EC2_READ, LIVE, answering(OK))).isEqualTo(OK);

    AtomicReference<Result<String>> stopped = new AtomicReference<>();
    Thread.currentThread().interrupt();
    stopped.set(narrow.call(ECS, LIVE, answering(OK)));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.get().toString()).contains("stopped while waiting");

    leave.countDown();
    assertThat(holder.join(Duration.ofSeconds(10))).isTrue();
    assertThat(narrow.call(ECS, LIVE, answering(OK))).isEqualTo(OK);
  }

  private static Supplier<Result<String>> held(CountDownLatch inside, CountDownLatch leave) {
    return () -> {
      inside.countDown();
      await().atMost(Duration.ofSeconds(30)).until(() -> leave.getCount() == 0);
      return OK;
    };
  }

  /** I11: in any window of w seconds at most share * (burst + rate * w) calls. */
  @Test
  void calls_inAnyWindow_stayWithinTheShare() {
    for (long seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      AwsApi api = AwsApi.values()[random.nextInt(AwsApi.values().length - 1)];
      double share = random.nextInt(10, 101) / 100.0;
      Pace seeded = pace(new Pace.Limits(share, Duration.ofSeconds(5), 4));
      List<Double> made = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        time.advance(Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(900) : 0));
        Urgency urgency = random.nextBoolean() ? LIVE : BACKGROUND;
        Result<String> answer = random.nextInt(50) == 0 ? THROTTLED : OK;
        int before = calls.get();
        seeded.call(api, urgency, answering(answer));
        if (calls.get() > before) {
          made.add(time.sinceStart().toNanos() / 1e9);
        }
      }
      assertThat(made).as("seed %s", seed).hasSizeGreaterThan(50);
      for (int from = 0; from < made.size(); from++) {
        for (int to = from; to < made.size(); to++) {
          double allowed =
              share * (api.burst() + api.refillPerSecond() * (made.get(to) - made.get(from)));
          assertThat(to - from + 1.0).as("seed %s", seed).isLessThanOrEqualTo(allowed + 1e-6);
        }
      }
    }
  }

  @Test
  void share_smaller_keepsTheProportionAndRefillsSlower() {
    pace.share(0.1);
    assertThat(tokens()).isEqualTo(10);
    spend(11);
    assertThat(time.paused()).isEqualTo(Duration.ofMillis(500));
    pace.share(0.5);
    time.advance(Duration.ofMinutes(1));
    assertThat(tokens()).isEqualTo(CAPACITY);
    for (int i = 0; i < CAPACITY - RESERVE; i++) {
      call(ECS, BACKGROUND, OK);
    }
    assertThat(time.paused()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void share_tiny_stillLetsBackgroundMove() {
    pace.share(0.001);
    time.advance(Duration.ofMinutes(10));
    assertThat(call(SSM_READ, BACKGROUND, OK)).isEqualTo(OK);
  }

  @Test
  void limits_thatMakeNoSense_areRefused() {
    Duration second = Duration.ofSeconds(1);
    for (double share : new double[] {0, -1, 1.01, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pace(new Pace.Limits(share, second, 1)))
          .withMessageContaining("share");
      assertThatIllegalArgumentException().isThrownBy(() -> pace.share(share));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace.Limits(1, Duration.ZERO, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Pace.Limits(1, Duration.ofMinutes(11), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace.Limits(1, second, 0));
  }

  @Test
  void metrics_tellTokensAndWaits_forEveryApiFromTheStart() {
    String before = registry.scrape();
    for (AwsApi api : AwsApi.values()) {
      String label = "{api=\"" + api.name().toLowerCase(java.util.Locale.ROOT) + "\"}";
      assertThat(before)
          .contains("ecs_task_tracker_api_tokens" + label)
          .contains("ecs_task_tracker_api_wait_seconds_count" + label + " 0")
          .contains("ecs_task_tracker_api_circuit_open" + label + " 0.0");
    }
    spend(CAPACITY + 1);
    String label = "{api=\"ecs_cluster_resource_read\"}";
    assertThat(registry.scrape())
        .contains("ecs_task_tracker_api_tokens" + label + " 0.0")
        .contains("ecs_task_tracker_api_wait_seconds_count" + label + " 51")
        .contains("ecs_task_tracker_api_wait_seconds_sum" + label + " 0.1");
  }

  private long tokens() {
    return (long)
        registry
            .get("ecs_task_tracker.api.tokens")
            .tag("api", "ecs_cluster_resource_read")
            .gauge()
            .value();
  }
}
