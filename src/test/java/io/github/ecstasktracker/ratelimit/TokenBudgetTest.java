package io.github.ecstasktracker.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Half of ECS's 100 and 20/s, with live callers who ask for every token that comes. */
class TokenBudgetTest {
  private static final int CAPACITY = 50;
  private static final Duration A_TOKEN = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofSeconds(10);

  private final SteppedTime time = new SteppedTime();
  private final TokenBudget budget =
      new TokenBudget(AwsApi.ECS_CLUSTER_RESOURCE_READ, 0.5, time, this::pause);
  private long sliceNanos;

  @BeforeEach
  void spend() {
    for (int i = 0; i < CAPACITY; i++) {
      budget.charge();
    }
  }

  private void pause(long nanos) throws InterruptedException {
    for (long left = nanos; left > 0; left -= sliceNanos) {
      sliceNanos = Math.min(left, A_TOKEN.toNanos());
      time.pause(sliceNanos);
      budget.charge();
    }
  }

  @Test
  void background_whileLiveCallersTakeEveryToken_hasItsTurnInItsTime() throws Exception {
    for (int i = 0; i < 3; i++) {
      long before = time.nanos();
      assertThat(budget.take(Urgency.BACKGROUND, MOST)).isTrue();
      assertThat(Duration.ofNanos(time.nanos() - before))
          .isBetween(MOST.dividedBy(2), MOST.dividedBy(2).plus(A_TOKEN.multipliedBy(10)));
    }
  }

  @Test
  void background_whoseTurnWouldComeTooLate_isRefused() throws Exception {
    for (int i = 0; i < CAPACITY; i++) {
      budget.charge();
    }
    assertThat(budget.take(Urgency.BACKGROUND, MOST.dividedBy(2))).isFalse();
    assertThat(time.paused()).as("at once").isZero();
    // In half of this time only what it may not take has come.
    assertThat(budget.take(Urgency.BACKGROUND, MOST.minus(A_TOKEN))).isFalse();
    assertThat(time.paused()).isLessThanOrEqualTo(MOST.dividedBy(2));
  }
}
