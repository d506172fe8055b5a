package io.github.ecstasktracker.workqueue;

import io.github.ecstasktracker.testing.Interleavings;
import io.github.ecstasktracker.testing.SteppedTime;
import io.github.ecstasktracker.workqueue.WorkQueue.Item;
import io.github.ecstasktracker.workqueue.WorkQueue.Priority;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever threads do with the queue, it is as if they had done it one after the other. */
@Tag(Interleavings.TAG)
class WorkQueueInterleavingsTest {
  private static final int CAPACITY = 2;

  /** Draws the longest wait: a second, two, four ... */
  private static final Backoff LONGEST =
      new Backoff(Duration.ofSeconds(1), Duration.ofDays(1), new Highest());

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void twoThreads_linearizable() {
    Interleavings.linearizable(Queue.class, Model.class, 2, 10, 100);
  }

  @Test
  void threeThreads_linearizable() {
    Interleavings.linearizable(Queue.class, Model.class, 3, 8, 100);
  }

  @Test
  void takerThatSleepsWhereNothingIsReady_takesAll() {
    Interleavings.of(
        100,
        () -> {
          Sleeper sleeper = new Sleeper();
          Interleavings.together(sleeper, sleeper::addTwo, sleeper::takeThree);
        });
  }

  /** Sleeps for ever where no wake-up comes; Lincheck tells of that. */
  private static final class Sleeper {
    private final Semaphore wake = new Semaphore(0);
    private final WorkQueue<Integer> queue =
        new WorkQueue<>(CAPACITY, () -> 0, LONGEST, QueueListener.NONE);

    Sleeper() {
      queue.onReady(wake::release);
    }

    void addTwo() {
      queue.add(0, Priority.LIVE);
      queue.add(1, Priority.RESYNC);
    }

    void takeThree() {
      int taken = 0;
      while (taken < 3) {
        List<Item<Integer>> items = queue.take(1);
        if (items.isEmpty()) {
          wake.acquireUninterruptibly();
        } else if (taken++ == 0) {
          // Asked for again while in work: ready once that has ended.
          queue.add(items.getFirst().key(), Priority.LIVE);
        }
        items.forEach(item -> queue.done(item.key()));
      }
    }
  }

  private static final class Highest implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new UnsupportedOperationException("only a bounded draw has a highest");
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }

  /** The queue itself, with more keys than room. */
  @Param(name = "key", gen = IntGen.class, conf = "0:2")
  public static class Queue {
    private final AtomicLong now = new AtomicLong(SteppedTime.START);
    private final WorkQueue<Integer> queue =
        new WorkQueue<>(CAPACITY, now::get, LONGEST, QueueListener.NONE);

    @Operation
    public boolean addLive(@Param(name = "key") int key) {
      return queue.add(key, Priority.LIVE);
    }

    @Operation
    public boolean addLater(@Param(name = "key") int key) {
      return queue.addAfter(key, Duration.ofSeconds(1), Priority.RESYNC);
    }

    @Operation
    public boolean retry(@Param(name = "key") int key) {
      return queue.retry(key, Priority.RESYNC);
    }

    @Operation
    public void forget(@Param(name = "key") int key) {
      queue.forget(key);
    }

    @Operation
    public List<Item<Integer>> take() {
      return queue.take(1);
    }

    @Operation
    public void done(@Param(name = "key") int key) {
      queue.done(key);
    }

    @Operation
    public int depth() {
      return queue.depth();
    }

    @Operation
    public void secondPasses() {
      now.addAndGet(SECOND);
    }
  }

  /** The slow model, and failures counted by hand. */
  public static class Model {
    private final QueueModel model = new QueueModel(CAPACITY);
    private final SequencedMap<Integer, Integer> failures = new LinkedHashMap<>();
    private long now;

    public boolean addLive(int key) {
      return model.request(key, now, now, Priority.LIVE);
    }

    public boolean addLater(int key) {
      return model.request(key, now, now + SECOND, Priority.RESYNC);
    }

    public boolean retry(int key) {
      int count = failures.getOrDefault(key, 0) + 1;
      boolean taken = model.request(key, now, now + SECOND * (1L << (count - 1)), Priority.RESYNC);
      if (taken) {
        failures.putLast(key, count);
        if (failures.size() > CAPACITY) {
          failures.pollFirstEntry();
        }
      }
      return taken;
    }

    public void forget(int key) {
      failures.remove(key);
    }

    public List<Item<Integer>> take() {
      return model.take(1, now);
    }

    public void done(int key) {
      if (!model.working().contains(key)) {
        throw new IllegalStateException("not in work: " + key);
      }
      model.done(key, now);
    }

    public int depth() {
      return model.ready(now).size();
    }

    public void secondPasses() {
      now += SECOND;
    }
  }
}
