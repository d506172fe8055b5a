package io.github.ecstasktracker.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Live callers ask for every token that comes, and none is left in the bucket. */
class TurnsTest {
  private static final int FASTER = 20;
  private static final int TURNS = 3;
  private static final Duration AT_MOST = Duration.ofSeconds(10);

  private final TokenBudget budget =
      new TokenBudget(
          AwsApi.ECS_CLUSTER_RESOURCE_READ,
          0.5,
          () -> System.nanoTime() * FASTER,
          nanos -> Thread.sleep(Duration.ofNanos(nanos / FASTER)));

  @Test
  void background_whileLiveCallersTakeEveryToken_hasOneInFour() throws InterruptedException {
    while (budget.tokens() > 0) {
      budget.charge();
    }
    AtomicInteger live = new AtomicInteger();
    AtomicInteger background = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    callers.add(Thread.ofVirtual().start(() -> take(Urgency.LIVE, live)));
    callers.add(Thread.ofVirtual().start(() -> take(Urgency.LIVE, live)));
    Thread waiting = Thread.ofVirtual().start(() -> take(Urgency.BACKGROUND, background));
    callers.add(waiting);
    long begun = System.nanoTime();
    while (background.get() < TURNS && System.nanoTime() - begun < AT_MOST.toNanos()) {
      Thread.sleep(1);
    }
    callers.forEach(Thread::interrupt);

    assertThat(background).hasValueGreaterThanOrEqualTo(TURNS);
    assertThat(live).hasValueGreaterThan(TURNS);
  }

  private void take(Urgency urgency, AtomicInteger taken) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        budget.take(urgency);
        taken.incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
