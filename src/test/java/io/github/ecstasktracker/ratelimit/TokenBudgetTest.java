package io.github.ecstasktracker.ratelimit;

import static io.github.ecstasktracker.model.Urgency.BACKGROUND;
import static io.github.ecstasktracker.model.Urgency.LIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Half of ECS's 100 and 20/s: a bucket of 50, refilled at 10 a second. */
@Timeout(60)
class TokenBudgetTest {
  private static final int CAPACITY = 50;
  private static final int RESERVE = 17;
  private static final Duration A_TOKEN = Duration.ofMillis(100);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final OneAtATime threads = new OneAtATime();
  private final TokenBudget budget =
      new TokenBudget(AwsApi.ECS_CLUSTER_RESOURCE_READ, 0.5, threads, threads);

  /** Who had a token, in this order. */
  private final List<String> served = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void end() {
    threads.interruptAll();
  }

  /**
   * Threads of which one runs at a time, and only while the clock stands still: so what they do is
   * the same in every run.
   */
  private static final class OneAtATime implements MonotonicClock, Pause {
    private static final class Sleeper {
      final long wakeNanos;
      final long order;
      boolean woken;

      Sleeper(long wakeNanos, long order) {
        this.wakeNanos = wakeNanos;
        this.order = order;
      }
    }

    private final List<Thread> all = new ArrayList<>();

    // Guarded by this. Readings wrap in every test.
    private long now = Long.MAX_VALUE - SECOND.toNanos();
    private final long origin = now;
    private final PriorityQueue<Sleeper> sleepers =
        new PriorityQueue<>(
            Comparator.comparingLong((Sleeper sleeper) -> sleeper.wakeNanos - origin)
                .thenComparing(sleeper -> sleeper.order));
    private int running;
    private int pauses;

    @Override
    public synchronized long nanos() {
      return now;
    }

    @Override
    public synchronized void pause(long nanos) throws InterruptedException {
      assertThat(nanos).isPositive();
      Sleeper sleeper = new Sleeper(now + nanos, pauses++);
      sleepers.add(sleeper);
      running--;
      notifyAll();
      try {
        while (!sleeper.woken) {
          wait();
        }
      } catch (InterruptedException e) {
        if (sleepers.remove(sleeper)) {
          running++;
        }
        throw e;
      }
    }

    /** Runs it until it waits or has ended. */
    Thread start(Runnable work) {
      synchronized (this) {
        running++;
      }
      Thread thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    work.run();
                    synchronized (this) {
                      running--;
                      notifyAll();
                    }
                  });
      all.add(thread);
      settle();
      return thread;
    }

    synchronized void settle() {
      try {
        while (running > 0) {
          wait();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    synchronized void advance(Duration duration) {
      long end = now + duration.toNanos();
      while (!sleepers.isEmpty() && sleepers.peek().wakeNanos - end <= 0) {
        Sleeper next = sleepers.remove();
        now = next.wakeNanos - now > 0 ? next.wakeNanos : now;
        next.woken = true;
        running++;
        notifyAll();
        settle();
      }
      now = end;
    }

    synchronized int pauses() {
      return pauses;
    }

    void interruptAll() {
      all.forEach(Thread::interrupt);
    }
  }

  private void drain() {
    for (int i = 0; i < CAPACITY; i++) {
      budget.charge();
    }
  }

  private Thread caller(String name, Urgency urgency) {
    return threads.start(() -> take(name, urgency));
  }

  /** One who asks again as soon as it has got a token. */
  private void busy(String name, Urgency urgency) {
    threads.start(
        () -> {
          while (take(name, urgency)) {}
        });
  }

  private boolean take(String name, Urgency urgency) {
    try {
      budget.take(urgency);
      served.add(name);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private long served(String name) {
    return served.stream().filter(name::equals).count();
  }

  @Test
  void callersOfOneUrgency_haveTheirTurnInTheOrderInWhichTheyCame_howeverLongItTakes() {
    for (Urgency urgency : Urgency.values()) {
      served.clear();
      threads.advance(Duration.ofMinutes(1));
      drain();
      for (int i = 0; i < 60 * 10 - 1; i++) {
        budget.charge();
      }
      for (String name : List.of("a", "b", "c")) {
        caller(name, urgency);
      }
      threads.advance(SECOND.multipliedBy(59));
      assertThat(served).isEmpty();
      threads.advance(SECOND.multipliedBy(4));
      assertThat(served).containsExactly("a", "b", "c");
    }
  }

  @Test
  void background_whileLiveCallersTakeEveryToken_hasOneOfFour() {
    drain();
    for (int i = 0; i < 5; i++) {
      busy("live", LIVE);
    }
    busy("background", BACKGROUND);
    threads.advance(SECOND.multipliedBy(40));
    assertThat(served).hasSizeBetween(399, 400);
    assertThat(served("background")).isCloseTo(100L, within(1L));
    for (int i = 0; i + 4 <= served.size(); i++) {
      assertThat(served.subList(i, i + 4)).as("from %d", i).containsOnlyOnce("background");
    }
  }

  @Test
  void manyInTheBackground_haveOneOfFourTogether_eachInItsTurn() {
    drain();
    for (int i = 0; i < 5; i++) {
      busy("live", LIVE);
    }
    for (String name : List.of("a", "b", "c")) {
      busy(name, BACKGROUND);
    }
    threads.advance(SECOND.multipliedBy(30));
    assertThat(served("live")).isCloseTo(225L, within(2L));
    assertThat(served.stream().filter(name -> !name.equals("live")).toList())
        .hasSizeBetween(74, 76)
        .startsWith("a", "b", "c", "a", "b", "c");
  }

  @Test
  void live_whileNobodyWaitsInTheBackground_haveAll() {
    drain();
    busy("live", LIVE);
    threads.advance(SECOND.multipliedBy(10));
    assertThat(served("live")).isEqualTo(100);
    caller("background", BACKGROUND);
    threads.advance(A_TOKEN.multipliedBy(4));
    assertThat(served("background")).isEqualTo(1);
  }

  @Test
  void background_whileNobodyLiveWaits_leavesTheLastThird() {
    drain();
    busy("background", BACKGROUND);
    threads.advance(A_TOKEN.multipliedBy(RESERVE));
    assertThat(served).isEmpty();
    threads.advance(A_TOKEN.multipliedBy(10));
    assertThat(served).hasSize(10);
    assertThat(budget.tokens()).isEqualTo(RESERVE);
    caller("live", LIVE);
    assertThat(served("live")).as("at once").isEqualTo(1);
  }

  @Test
  void interrupted_leavesTheLine() {
    drain();
    for (Urgency urgency : Urgency.values()) {
      Thread first = caller("first", urgency);
      caller("second", urgency);
      first.interrupt();
      assertThat(join(first)).isTrue();
    }
    threads.settle();
    threads.advance(SECOND.multipliedBy(3));
    assertThat(served).containsExactly("second", "second");
  }

  @Test
  void interruptedBackground_takesNoTurnFromLiveCallers() {
    drain();
    Thread background = caller("background", BACKGROUND);
    for (int i = 0; i < 3; i++) {
      caller("live", LIVE);
    }
    threads.advance(A_TOKEN.multipliedBy(3));
    assertThat(served("live")).isEqualTo(3);
    // Now it would be its turn.
    background.interrupt();
    assertThat(join(background)).isTrue();
    threads.settle();
    caller("live", LIVE);
    threads.advance(A_TOKEN);
    assertThat(served("live")).isEqualTo(4);
  }

  private static boolean join(Thread thread) {
    try {
      return thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Else virtual time would stand still, and a machine would be busy with waiting. */
  @Test
  void whoWaits_looksFourTimesATokenAtMost() {
    drain();
    for (int i = 0; i < 3; i++) {
      busy("live", LIVE);
      busy("background", BACKGROUND);
    }
    int before = threads.pauses();
    threads.advance(SECOND.multipliedBy(10));
    assertThat(threads.pauses() - before).isLessThanOrEqualTo(6 * 100 * 4 + 6);
  }

  @Test
  void spacing_isNoneAboveHalfABucket_andARefillPeriodBelow() {
    assertThat(budget.spacing()).isZero();
    for (int i = 0; i < CAPACITY / 2 - 1; i++) {
      budget.charge();
    }
    assertThat(budget.tokens()).isEqualTo(CAPACITY / 2 + 1);
    assertThat(budget.spacing()).isZero();
    budget.charge();
    assertThat(budget.spacing()).isEqualTo(A_TOKEN);
    threads.advance(A_TOKEN);
    assertThat(budget.spacing()).isZero();
  }

  @Test
  void spacing_isThatOfTheShareAndOfTheRestraint() {
    drain();
    budget.share(0.25);
    assertThat(budget.spacing()).isEqualTo(A_TOKEN.multipliedBy(2));
    budget.throttled();
    assertThat(budget.spacing())
        .isGreaterThan(A_TOKEN.multipliedBy(2))
        .isLessThanOrEqualTo(A_TOKEN.multipliedBy(3));
  }

  @Test
  void spacing_ofABucketOfOne_isNoneWhereItIsFull() {
    budget.share(0.01);
    threads.advance(Duration.ofMinutes(1));
    assertThat(budget.tokens()).isEqualTo(1);
    assertThat(budget.spacing()).isZero();
  }
}
