package io.github.ecstasktracker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseTimingTest {
  @Test
  void defaults_areThoseOfClientGo() {
    assertThat(LeaseTiming.DEFAULT)
        .isEqualTo(
            new LeaseTiming(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2)));
  }

  @ParameterizedTest
  @CsvSource({
    "PT10S, PT10S, PT2S, the duration of the lease (10s) must be above its renew deadline (10s)",
    "PT15S, PT2.4S, PT2S, the renew deadline of the lease (2400ms) must be above 1.2 times its"
        + " retry period (2400ms)",
    "PT15S, PT10S, PT0S, 'the retry period of the lease must be above zero, not 0s'",
    "PT15S, PT10S, PT-1S, 'the retry period of the lease must be above zero, not -1s'",
    "PT2H, PT10S, PT2S, the duration of the lease (7200s) must be at most 3600s"
  })
  void outOfRelation_isRefusedWithItsReason(
      Duration duration, Duration deadline, Duration retry, String problem) {
    assertThat(LeaseTiming.problems(duration, deadline, retry)).containsExactly(problem);
    assertThatThrownBy(() -> new LeaseTiming(duration, deadline, retry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }

  @Test
  void severalProblems_areToldAtOnce() {
    assertThat(
            LeaseTiming.problems(
                Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)))
        .hasSize(2);
  }

  @Test
  void justInRelation_isTaken() {
    assertThat(
            LeaseTiming.problems(
                Duration.ofMillis(2_402), Duration.ofMillis(2_401), Duration.ofSeconds(2)))
        .isEmpty();
  }

  @Test
  void twoCallsFitBeforeTheDeadline() {
    assertThat(LeaseTiming.DEFAULT.callTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(LeaseTiming.DEFAULT.attemptTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(LeaseTiming.DEFAULT.silenceMax()).isEqualTo(Duration.ofMillis(17_400));
  }
}
