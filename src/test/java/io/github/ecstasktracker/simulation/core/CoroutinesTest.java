package io.github.ecstasktracker.simulation.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class CoroutinesTest {
  private static final long REAL_MILLIS = 20;

  private final Coroutines coroutines = new Coroutines(Coroutines.Choice.FIRST);
  private final Coroutines.Group group = coroutines.group();
  private final List<String> told = new ArrayList<>();

  @Test
  void aJobRunsInAStepAlone_andUntilItBlocks() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    group.start(
        "asks",
        () -> {
          told.add("asked");
          told.add(answer.join());
        });
    assertThat(told).isEmpty();
    coroutines.drain();
    assertThat(told).containsExactly("asked");
    answer.complete("answered");
    assertThat(told).containsExactly("asked");
    coroutines.drain();
    assertThat(told).containsExactly("asked", "answered");
    assertThat(coroutines.step()).isFalse();
  }

  @Test
  void aLockHeldByAJobThatBlocks_keepsTheOthersOut() {
    ReentrantLock lock = new ReentrantLock();
    CompletableFuture<String> answer = new CompletableFuture<>();
    for (String name : List.of("one", "two")) {
      group.start(
          name,
          () -> {
            lock.lock();
            try {
              told.add(name + " in");
              told.add(name + " " + answer.join());
            } finally {
              lock.unlock();
            }
          });
    }
    coroutines.drain();
    assertThat(told).containsExactly("one in");
    answer.complete("out");
    coroutines.drain();
    assertThat(told).containsExactly("one in", "one out", "two in", "two out");
  }

  @Test
  void equalChoices_giveEqualOrders_andOtherChoicesOthers() {
    assertThat(order(1)).isEqualTo(order(1));
    Set<List<Integer>> orders = new HashSet<>();
    for (long seed = 0; seed < 200; seed++) {
      orders.add(order(seed));
    }
    assertThat(orders).as("all orders of three").hasSize(6);
  }

  @Test
  void theChoiceSeesWhatIsReady_andPicks() {
    List<List<String>> choices = new ArrayList<>();
    Coroutines backwards =
        new Coroutines(
            ready -> {
              choices.add(ready.stream().map(Coroutines.Job::toString).toList());
              return ready.size() - 1;
            });
    Coroutines.Group jobs = backwards.group();
    jobs.start("one", () -> told.add("one"));
    jobs.start("two", () -> told.add("two"));
    backwards.drain();
    assertThat(told).containsExactly("two", "one");
    assertThat(choices).containsExactly(List.of("one", "two"), List.of("one"));
  }

  @Test
  void aGroupThatIsHeld_runsNothing_untilItIsReleased() {
    Thread[] parked = new Thread[1];
    group.start(
        "parks",
        () -> {
          parked[0] = Thread.currentThread();
          LockSupport.park();
          told.add("went on");
        });
    coroutines.drain();
    group.start("held while ready", () -> told.add("second"));
    group.hold();
    LockSupport.unpark(parked[0]);
    coroutines.group().start("another's", () -> told.add("another"));
    coroutines.drain();
    assertThat(told).containsExactly("another");
    group.release();
    coroutines.drain();
    assertThat(told).containsExactly("another", "second", "went on");
  }

  @Test
  void aGroupThatEnded_doesNotEvenUnwind() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    group.start(
        "ends",
        () -> {
          try {
            told.add("asked");
            answer.join();
          } finally {
            told.add("unwound");
          }
        });
    coroutines.drain();
    group.end();
    answer.complete("answer");
    group.start("too late", () -> told.add("too late"));
    coroutines.drain();
    assertThat(told).containsExactly("asked");
  }

  @Test
  void aJobMayEndItsOwnGroup_andRunsNoFurtherThanItsNextBlock() {
    group.start(
        "ends itself",
        () -> {
          group.end();
          told.add("last words");
          LockSupport.park();
          told.add("from the grave");
        });
    coroutines.drain();
    assertThat(told).containsExactly("last words");
  }

  @Test
  void whatAJobThrows_comesOutOfItsStep() {
    AssertionError wrong = new AssertionError("wrong");
    group.start(
        "throws",
        () -> {
          throw wrong;
        });
    assertThatThrownBy(coroutines::drain).isSameAs(wrong);
    assertThat(coroutines.step()).isFalse();
  }

  @Test
  void aJobMadeReadyByAnotherThread_isAnError() throws InterruptedException {
    Thread[] parked = new Thread[1];
    group.start(
        "parks",
        () -> {
          parked[0] = Thread.currentThread();
          LockSupport.park();
        });
    coroutines.drain();
    List<Throwable> thrown = new ArrayList<>();
    Thread stranger =
        new Thread(
            () -> {
              try {
                LockSupport.unpark(parked[0]);
              } catch (IllegalStateException e) {
                thrown.add(e);
              }
            },
            "stranger");
    stranger.start();
    stranger.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(thrown).hasSize(1);
    assertThat(thrown.getFirst()).hasMessageContaining("stranger");
    group.start("next", () -> {});
    assertThatThrownBy(coroutines::drain).hasMessageContaining("parks was made ready by");
  }

  @Test
  void aWaitByTheRealClock_isAnError() throws InterruptedException {
    Thread[] sleeper = new Thread[1];
    group.start(
        "sleeps",
        () -> {
          sleeper[0] = Thread.currentThread();
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REAL_MILLIS));
        });
    coroutines.drain();
    sleeper[0].join(TimeUnit.MILLISECONDS.toMillis(5 * REAL_MILLIS));
    group.start("next", () -> {});
    assertThatThrownBy(coroutines::drain).hasMessageContaining("sleeps was made ready by");
  }

  @Test
  void aMonitorThatTheJdkHolds_isWaitedForWithinTheStep() throws InterruptedException {
    Object monitor = new Object();
    CompletableFuture<Thread> job = new CompletableFuture<>();
    CountDownLatch held = new CountDownLatch(1);
    Thread jdk =
        new Thread(
            () -> {
              synchronized (monitor) {
                held.countDown();
                Thread waiting = job.join();
                while (waiting.getState() != Thread.State.BLOCKED) {
                  Thread.onSpinWait();
                }
              }
            },
            "Reference Handler");
    jdk.start();
    assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
    group.start(
        "waits",
        () -> {
          job.complete(Thread.currentThread());
          synchronized (monitor) {
            told.add("waits");
          }
        });
    group.start("next", () -> told.add("next"));
    coroutines.drain();
    jdk.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(told).containsExactly("waits", "next");
  }

  @Test
  void aMonitorThatAnotherJobHolds_isAnError() {
    Coroutines impatient = new Coroutines(Coroutines.Choice.FIRST, Duration.ofMillis(REAL_MILLIS));
    Object monitor = new Object();
    for (String name : List.of("first", "second")) {
      impatient
          .group()
          .start(
              name,
              () -> {
                synchronized (monitor) {
                  LockSupport.park();
                }
              });
    }
    assertThatThrownBy(impatient::drain)
        .hasMessage("second waits for a monitor that another job holds");
  }

  @Test
  void aJobCannotRunOthers() {
    group.start("steps", coroutines::step);
    assertThatThrownBy(coroutines::step).hasMessageContaining("by the thread that made them");
  }

  private static List<Integer> order(long seed) {
    List<Integer> order = new ArrayList<>();
    Coroutines coroutines = new Coroutines(Coroutines.Choice.by(Dice.of(seed)));
    Coroutines.Group group = coroutines.group();
    for (int i = 0; i < 3; i++) {
      int number = i;
      group.start("job " + i, () -> order.add(number));
    }
    coroutines.drain();
    return order;
  }
}
