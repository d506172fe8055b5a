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

  @Test
  void threeWhoTake_linearizable() {
    Interleavings.linearizable(Budget.class, Budget.class, 3, 8, 100);
  }

  /**
   * A bucket of three, one of them for live calls, that is emptied and grows. Whoever waits while
   * there is a token waits for those before it; without one it gives up, as if interrupted.
   */
  public static class Budget {
    private static final double SMALL = 3.0 / AwsApi.SSM_READ.burst();
    private static final int SMALL_RESERVE = 1;
    private static final int LARGE_RESERVE = 3;

    private final AtomicLong now = new AtomicLong(SteppedTime.START);
    private final TokenBudget budget =
        new TokenBudget(AwsApi.SSM_READ, SMALL, now::get, this::pause);
    private final ThreadLocal<Urgency> urgency = new ThreadLocal<>();
    private volatile boolean large;

    private void pause(long nanos) throws InterruptedException {
      int reserve = large ? LARGE_RESERVE : SMALL_RESERVE;
      if (budget.tokens() <= (urgency.get() == Urgency.LIVE ? 0 : reserve)) {
        throw new InterruptedException();
      }
    }

    @Operation
    public boolean takeLive() {
      return take(Urgency.LIVE);
    }

    @Operation
    public boolean takeBackground() {
      return take(Urgency.BACKGROUND);
    }

    private boolean take(Urgency as) {
      urgency.set(as);
      try {
        budget.take(as);
        return true;
      } catch (InterruptedException e) {
        return false;
      }
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
      large = true;
    }

    @Operation
    public void secondPasses() {
      now.addAndGet(Duration.ofSeconds(1).toNanos());
    }
  }
}
