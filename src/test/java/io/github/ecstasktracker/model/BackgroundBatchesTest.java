package io.github.ecstasktracker.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackgroundBatches.Limits;
import io.github.ecstasktracker.model.BackgroundBatches.Unwritten;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** HistoryKeeperTest and ChangePublisherTest show retries, defects and a full queue. */
class BackgroundBatchesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Recorder recorder = new Recorder();
  private final Queue<Runnable> jobs = new ArrayDeque<>();

  private static final class Recorder implements BackgroundBatches.Writer<Integer> {
    final List<List<Integer>> written = new ArrayList<>();
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    UnaryOperator<List<Integer>> action = batch -> List.of();
    int failed;
    int dropped;

    @Override
    public Unwritten<Integer> write(List<Integer> batch) {
      begun.countDown();
      written.add(List.copyOf(batch));
      return new Unwritten<>(action.apply(batch), "refused");
    }

    @Override
    public synchronized void failed(int items, String reason) {
      failed += items;
    }

    @Override
    public synchronized void dropped(int items) {
      dropped += items;
    }

    /** A write that ends only when it is interrupted. */
    List<Integer> hang(List<Integer> batch) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException _) {
        interrupted.countDown();
      }
      return batch;
    }
  }

  private BackgroundBatches<Integer> batches(Executor executor, int attempts) {
    return new BackgroundBatches<>(new Limits(5, 2, attempts), recorder, executor, nanos -> {});
  }

  private static Executor threads() {
    return job -> Thread.ofVirtual().start(job);
  }

  private void work() {
    while (!jobs.isEmpty()) {
      jobs.remove().run();
    }
  }

  @Test
  void itemsThatWait_areWrittenByOneJob_inOrder() {
    BackgroundBatches<Integer> batches = batches(jobs::add, 1);
    for (int i = 1; i <= 6; i++) {
      batches.offer(i);
    }
    assertThat(jobs).hasSize(1);
    work();
    batches.offer(7);
    work();

    assertThat(recorder.written)
        .containsExactly(List.of(1, 2), List.of(3, 4), List.of(5), List.of(7));
    assertThat(recorder.dropped).as("the sixth of five").isOne();
  }

  @Test
  void onlyWhatIsLeft_isTriedAgain() {
    BackgroundBatches<Integer> batches = batches(jobs::add, 3);
    recorder.action = batch -> List.of(2);
    batches.offer(1);
    batches.offer(2);
    work();

    assertThat(recorder.written).containsExactly(List.of(1, 2), List.of(2), List.of(2));
    assertThat(recorder.failed).isOne();
  }

  @Test
  void close_waitsForTheLastWrite() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    recorder.action =
        batch -> {
          try {
            gate.await();
            return List.of();
          } catch (InterruptedException _) {
            return batch;
          }
        };
    BackgroundBatches<Integer> batches = batches(threads(), 1);
    batches.offer(1);
    recorder.begun.await();
    batches.offer(2);
    Thread closing = Thread.ofVirtual().start(() -> batches.close(PATIENCE));
    gate.countDown();
    closing.join();
    batches.offer(3);

    assertThat(recorder.written).containsExactly(List.of(1), List.of(2));
    assertThat(recorder.failed).isZero();
    assertThat(recorder.dropped).isOne();
  }

  @Test
  void close_interruptsAWriteThatHangs_andBeginsNoOther() throws InterruptedException {
    recorder.action = recorder::hang;
    BackgroundBatches<Integer> batches = batches(threads(), 1);
    batches.offer(1);
    recorder.begun.await();
    batches.offer(2);
    batches.close(Duration.ofMillis(1));

    assertThat(recorder.interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(recorder.written).containsExactly(List.of(1));
    assertThat(recorder.dropped).isOne();
  }

  @Test
  void writerThatEndsInAnError_writesWhatComesAfter() {
    BackgroundBatches<Integer> batches = batches(jobs::add, 1);
    recorder.action =
        batch -> {
          throw new StackOverflowError("a defect");
        };
    batches.offer(1);
    work();
    recorder.action = batch -> List.of();
    batches.offer(2);
    work();
    assertThat(recorder.written).containsExactly(List.of(1), List.of(2));
  }

  @Test
  void executorThatTakesNoJob_dropsTheItem() {
    BackgroundBatches<Integer> batches =
        batches(
            job -> {
              throw new RejectedExecutionException("shut down");
            },
            1);
    batches.offer(1);
    assertThat(recorder.dropped).isEqualTo(1);
  }
}
