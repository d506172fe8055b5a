package io.github.ecstasktracker.ratelimit;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.testing.Interleavings;
import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever threads do with a budget, it is as if they had done it one after the other. */
@Tag(Interleavings.TAG)
class TokenBudgetInterleavingsTest {
  @Test
  void takesChargesAndShares_linearizable() {
    Interleavings.linearizable(Budget.class, Budget.class, 2, 15, 100);
  }

  /** A bucket of three, one of them for live calls, that is emptied and grows. */
  public static class Budget {
    private static final double SMALL = 3.0 / AwsApi.SSM_READ.burst();
    private final AtomicLong now = new AtomicLong(SteppedTime.START);
    private final TokenBudget budget =
        new TokenBudget(AwsApi.SSM_READ, SMALL, now::get, now::addAndGet);

    @Operation
    public boolean takeLive() throws InterruptedException {
      return budget.take(Urgency.LIVE, Duration.ofNanos(1));
    }

    @Operation
    public boolean takeBackground() throws InterruptedException {
      return budget.take(Urgency.BACKGROUND, Duration.ZERO);
    }

    @Operation
    public boolean takeBackgroundInTurn() throws InterruptedException {
      return budget.take(Urgency.BACKGROUND, Duration.ofNanos(1));
    }

    @Operation
    public void charge() {
      budget.charge();
    }

    @Operation
    public void drain() {
      budget.throttled();
    }

    @Operation
    public void triple() {
      budget.share(3 * SMALL);
    }

    @Operation
    public void secondPasses() {
      now.addAndGet(Duration.ofSeconds(1).toNanos());
    }
  }
}
