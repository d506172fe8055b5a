package io.github.ecstasktracker.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.testing.SteppedTime;
import io.github.ecstasktracker.workqueue.WorkQueue.Item;
import io.github.ecstasktracker.workqueue.WorkQueue.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Random uses of the queue, each compared with {@link QueueModel} step by step. */
class WorkQueuePropertyTest {
  private static final int SEEDS = 3_000;
  private static final int STEPS = 120;

  @Test
  void anyUse_anySeed_doesWhatTheModelDoes() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Run(seed).go();
      } catch (AssertionError | RuntimeException broken) {
        throw new AssertionError("seed " + seed, broken);
      }
    }
  }

  /** One seed's use of one queue. */
  private static final class Run {
    private final SplittableRandom random;
    private final SteppedTime time = new SteppedTime();
    private final int capacity;
    private final int keys;
    private final WorkQueue<Integer> queue;
    private final QueueModel model;
    private final Jitter jitter;
    private final Set<Integer> working = new HashSet<>();
    private final Map<Integer, Integer> failures = new HashMap<>();
    private long accepted;
    private long served;
    private long dropped;
    private long added;

    Run(long seed) {
      random = new SplittableRandom(seed);
      capacity = random.nextInt(1, 13);
      keys = random.nextInt(1, 17);
      jitter = new Jitter(random.split());
      queue =
          new WorkQueue<>(
              capacity,
              time,
              new Backoff(jitter),
              new QueueListener() {
                @Override
                public void added() {
                  added++;
                }
              });
      model = new QueueModel(capacity);
    }

    void go() {
      int shutDownAt = random.nextInt(2 * STEPS);
      for (int step = 0; step < STEPS; step++) {
        if (step == shutDownAt) {
          shutDown();
        }
        step();
        compare();
      }
      drain();
    }

    private void step() {
      int key = random.nextInt(keys);
      Priority priority = random.nextBoolean() ? Priority.LIVE : Priority.RESYNC;
      switch (random.nextInt(11)) {
        case 0, 1, 2 ->
            expect(model.request(key, now(), now(), priority), queue.add(key, priority));
        case 3, 4 -> {
          Duration delay = Duration.ofMillis(random.nextInt(-1, 6) * 100L);
          long due = now() + Math.max(0, delay.toNanos());
          expect(model.request(key, now(), due, priority), queue.addAfter(key, delay, priority));
        }
        case 5 -> retry(key, priority);
        case 6, 7 -> take(random.nextInt(capacity + 2));
        case 8, 9 -> finishOne();
        default -> time.advance(Duration.ofMillis(random.nextInt(5) * 50L));
      }
    }

    private void expect(boolean expected, boolean answered) {
      assertThat(answered).isEqualTo(expected);
      accepted += answered ? 1 : 0;
    }

    private void retry(int key, Priority priority) {
      int before = failures.getOrDefault(key, 0);
      jitter.drawn = -1;
      boolean answered = queue.retry(key, priority);
      long delay = Math.max(0, jitter.drawn);
      expect(model.request(key, now(), now() + delay, priority), answered);
      assertThat(jitter.drawn >= 0)
          .as("a wait is drawn only for what is accepted")
          .isEqualTo(answered);
      if (answered) {
        long ceiling =
            Math.min(60_000_000_000L, before > 20 ? Long.MAX_VALUE : 500_000_000L << before);
        if (keys <= capacity) {
          assertThat(jitter.bound).as("drawn from 0 to here").isEqualTo(ceiling + 1);
          failures.put(key, before + 1);
          assertThat(queue.failures(key)).isEqualTo(before + 1);
        }
        assertThat(delay).isBetween(0L, Backoff.DEFAULT_CAP.toNanos());
      }
    }

    private void take(int max) {
      List<Item<Integer>> expected = model.take(max, now());
      List<Item<Integer>> taken = queue.take(max);
      assertThat(taken).isEqualTo(expected);
      begin(taken);
    }

    private void begin(List<Item<Integer>> items) {
      for (Item<Integer> item : items) {
        assertThat(working.add(item.key())).as("one at a time: %s", item.key()).isTrue();
        served++;
      }
    }

    private void finishOne() {
      List<Integer> candidates = model.working();
      if (candidates.isEmpty()) {
        return;
      }
      int key = candidates.get(random.nextInt(candidates.size()));
      if (random.nextBoolean()) {
        queue.forget(key);
        failures.remove(key);
        assertThat(queue.failures(key)).isZero();
      }
      queue.done(key);
      model.done(key, now());
      working.remove(key);
    }

    private void shutDown() {
      int before = model.waiting();
      queue.shutDown();
      model.shutDown(now());
      dropped = before - model.waiting();
    }

    private void compare() {
      assertThat(queue.depth()).isEqualTo(model.ready(now()).size());
      QueueLoad load = queue.load();
      assertThat(load.processing()).isEqualTo(working.size());
      assertThat(model.size()).isLessThanOrEqualTo(capacity);
      assertThat(load.ready() + load.dirty() + load.delayed()).isEqualTo(model.waiting());
      assertThat(queue.drained()).isEqualTo(model.drained());
      for (int key = 0; key < keys; key++) {
        assertThat(queue.isProcessing(key)).isEqualTo(working.contains(key));
      }
      if (model.ready(now()).isEmpty()) {
        long since = queue.nextDueNanos().orElse(SteppedTime.START - 1) - SteppedTime.START;
        assertThat(since).isEqualTo(model.nextDue().orElse(-1));
      }
      QueueCounts counts = queue.counts();
      assertThat(counts.accepted()).isEqualTo(accepted);
      assertThat(counts.served()).isEqualTo(served);
      assertThat(counts.dropped()).isEqualTo(dropped);
      assertThat(counts.accepted())
          .isEqualTo(counts.merged() + counts.served() + counts.dropped() + model.waiting());
      assertThat(added).isEqualTo(counts.accepted() - counts.merged());
    }

    /** Nothing asked for is lost: with time enough, all of it is served, and the queue is empty. */
    private void drain() {
      List<Integer> order = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        model.working().forEach(this::done);
        time.advance(Duration.ofDays(2));
        List<Item<Integer>> expected = model.take(capacity, now());
        List<Item<Integer>> taken = queue.take(capacity);
        assertThat(taken).isEqualTo(expected);
        begin(taken);
        taken.forEach(item -> order.add(item.key()));
      }
      assertThat(order).doesNotHaveDuplicates();
      assertThat(model.waiting()).isZero();
      assertThat(queue.load()).isEqualTo(new QueueLoad(0, 0, 0, 0, 0, 0));
      compare();
    }

    private void done(int key) {
      queue.done(key);
      model.done(key, now());
      working.remove(key);
    }

    private long now() {
      return time.sinceStart().toNanos();
    }
  }

  /** Remembers the last draw. */
  private static final class Jitter implements RandomGenerator {
    private final RandomGenerator source;
    private long bound;
    private long drawn;

    Jitter(RandomGenerator source) {
      this.source = source;
    }

    @Override
    public long nextLong() {
      return source.nextLong();
    }

    @Override
    public long nextLong(long bound) {
      this.bound = bound;
      this.drawn = source.nextLong(bound);
      return drawn;
    }
  }
}
