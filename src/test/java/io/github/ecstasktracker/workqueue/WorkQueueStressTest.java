package io.github.ecstasktracker.workqueue;

import static io.github.ecstasktracker.workqueue.WorkQueue.Priority.LIVE;
import static io.github.ecstasktracker.workqueue.WorkQueue.Priority.RESYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.workqueue.WorkQueue.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real threads: whatever their interleaving, one at a time for each key and no change unseen. */
class WorkQueueStressTest {
  private static final int KEYS = 40;
  private static final int PRODUCERS = 6;
  private static final int ADDS = 5_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void manyThreads_everyAddIsSeenByAWorkBegunAfterIt_andNoKeyIsWorkedOnTwiceAtOnce(int consumers) {
    Stress stress = new Stress(consumers);
    List<Thread> threads = stress.start();
    await().atMost(Duration.ofSeconds(60)).until(stress::allSeen);
    stress.queue.shutDown();
    await().atMost(Duration.ofSeconds(60)).until(stress.queue::drained);
    threads.forEach(Thread::interrupt);
    assertThat(stress.problems).isEmpty();
    QueueCounts counts = stress.queue.counts();
    assertThat(counts.accepted()).isGreaterThanOrEqualTo(PRODUCERS * ADDS);
    assertThat(counts.accepted()).isEqualTo(counts.merged() + counts.served() + counts.dropped());
  }

  @Test
  void onReady_raisedBeforeTheSleep_isNotLost() {
    Stress stress = new Stress(1);
    stress.wake.release();
    assertThat(stress.wake.availablePermits()).isEqualTo(1);
    stress.queue.add(1, LIVE);
    assertThat(stress.wake.availablePermits()).isEqualTo(2);
  }

  private static final class Stress {
    final Semaphore wake = new Semaphore(0);
    final Queue<String> problems = new ConcurrentLinkedQueue<>();
    final WorkQueue<Integer> queue =
        new WorkQueue<>(
            KEYS,
            MonotonicClock.SYSTEM,
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(3), new SplittableRandom(5)),
            QueueListener.NONE);
    private final AtomicIntegerArray changes = new AtomicIntegerArray(KEYS);
    private final AtomicIntegerArray seen = new AtomicIntegerArray(KEYS);
    private final AtomicIntegerArray inWork = new AtomicIntegerArray(KEYS);
    private final AtomicIntegerArray producing = new AtomicIntegerArray(1);
    private final int consumers;

    Stress(int consumers) {
      this.consumers = consumers;
      queue.onReady(wake::release);
    }

    List<Thread> start() {
      producing.set(0, PRODUCERS);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        SplittableRandom random = new SplittableRandom(i);
        threads.add(Thread.ofPlatform().daemon().start(() -> produce(random)));
      }
      for (int i = 0; i < consumers; i++) {
        SplittableRandom random = new SplittableRandom(100 + i);
        threads.add(Thread.ofPlatform().daemon().start(() -> consume(random)));
      }
      return threads;
    }

    boolean allSeen() {
      boolean all = producing.get(0) == 0;
      for (int key = 0; key < KEYS; key++) {
        all &= seen.get(key) == changes.get(key);
      }
      return all || !problems.isEmpty();
    }

    private void produce(SplittableRandom random) {
      for (int i = 0; i < ADDS; i++) {
        int key = random.nextInt(KEYS);
        changes.incrementAndGet(key);
        boolean accepted =
            random.nextInt(4) == 0
                ? queue.addAfter(key, Duration.ofNanos(random.nextInt(2_000_000)), RESYNC)
                : queue.add(key, random.nextBoolean() ? LIVE : RESYNC);
        if (!accepted) {
          problems.add("refused " + key);
        }
      }
      producing.decrementAndGet(0);
    }

    private void consume(SplittableRandom random) {
      try {
        while (!queue.drained()) {
          List<Item<Integer>> items = queue.take(random.nextInt(1, 4));
          items.forEach(item -> work(item.key(), random));
          if (items.isEmpty()) {
            sleepUntilDue();
          }
        }
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException broken) {
        problems.add(broken.toString());
      }
    }

    private void work(int key, SplittableRandom random) {
      if (inWork.incrementAndGet(key) != 1) {
        problems.add("twice at once: " + key);
      }
      seen.set(key, changes.get(key));
      if (random.nextInt(10) == 0) {
        queue.retry(key, LIVE);
      } else {
        queue.forget(key);
      }
      inWork.decrementAndGet(key);
      queue.done(key);
    }

    /** As a dispatcher sleeps: until told, or until the next delayed key; for ever where none. */
    private void sleepUntilDue() throws InterruptedException {
      OptionalLong due = queue.nextDueNanos();
      if (due.isPresent()) {
        long nanos = due.getAsLong() - MonotonicClock.SYSTEM.nanos();
        if (wake.tryAcquire(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
          wake.drainPermits();
        }
      } else {
        wake.acquire();
      }
    }
  }
}
