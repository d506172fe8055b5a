package io.github.ecstasktracker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.app.GracefulStop.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GracefulStopTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> done = new ArrayList<>();

  @Test
  void steps_runInOrderAndShareTheDeadline() throws InterruptedException {
    stop(
            new Step("a", time -> spend("a", time, Duration.ofSeconds(4))),
            new Step("b", time -> spend("b", time, Duration.ofSeconds(3))),
            new Step("c", time -> spend("c", time, Duration.ZERO)))
        .run();

    assertThat(done).containsExactly("a PT10S", "b PT6S", "c PT3S");
  }

  @Test
  void lateSteps_areGivenALittle() throws InterruptedException {
    stop(
            new Step("a", time -> spend("a", time, Duration.ofMinutes(1))),
            new Step("b", time -> spend("b", time, Duration.ZERO)))
        .run();

    assertThat(done).containsExactly("a PT10S", "b PT1S");
  }

  @Test
  void failingStep_doesNotKeepTheNextFromItsTurn() throws InterruptedException {
    stop(
            Step.of(
                "a",
                () -> {
                  throw new IllegalStateException("stuck");
                }),
            new Step("b", time -> spend("b", time, Duration.ZERO)))
        .run();

    assertThat(done).containsExactly("b PT10S");
  }

  @Test
  void secondCall_waitsForTheFirstAndDoesNothing() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    GracefulStop stop =
        stop(
            Step.of(
                "a",
                () -> {
                  entered.countDown();
                  awaitQuietly(leave);
                  done.add("a");
                }));
    Thread first = Thread.ofVirtual().start(() -> runQuietly(stop));
    entered.await();
    Thread second = Thread.ofVirtual().start(() -> runQuietly(stop));
    assertThat(second.join(Duration.ofMillis(50))).isFalse();

    leave.countDown();
    first.join();
    second.join();
    stop.await();

    assertThat(done).containsExactly("a");
  }

  private GracefulStop stop(Step... steps) {
    return new GracefulStop(List.of(steps), Duration.ofSeconds(10), nanos::get);
  }

  private void spend(String name, Duration given, Duration spent) {
    done.add(name + " " + given);
    nanos.addAndGet(spent.toNanos());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void runQuietly(GracefulStop stop) {
    try {
      stop.run();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
