package io.github.ecstasktracker.history;

import static io.github.ecstasktracker.directory.Places.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryKeeperTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Table table = new Table();
  private final HistoryKeeper keeper =
      new HistoryKeeper(table, HistoryKeeper.counters(registry), executor, nanos -> {});

  private static final class Table implements TaskHistory {
    final List<List<Placement>> saves = new CopyOnWriteArrayList<>();
    final AtomicInteger failures = new AtomicInteger();
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile boolean broken;

    @Override
    public Result<Integer> save(List<Placement> ended) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Result.Failed<>("interrupted", false);
      }
      if (broken) {
        throw new IllegalStateException("a defect");
      }
      if (failures.getAndDecrement() > 0) {
        return new Result.Failed<>("no table", false);
      }
      saves.add(ended);
      return new Result.Ok<>(ended.size());
    }

    @Override
    public Result<Optional<Placement>> task(String id) {
      throw new AssertionError("never read");
    }

    @Override
    public Result<Optional<Placement>> container(String id) {
      throw new AssertionError("never read");
    }
  }

  @AfterEach
  void stop() {
    table.gate.countDown();
    executor.shutdownNow();
  }

  @Test
  void leader_writesInBatchesAndWhatEndedLately() {
    keeper.begin(List.of(ended("lately")));
    for (int i = 0; i < 50; i++) {
      keeper.offer(ended("t" + i));
    }
    keeper.close(Duration.ofSeconds(20));
    assertThat(counted("saved")).isEqualTo(51);
    assertThat(table.saves).allMatch(batch -> batch.size() <= HistoryKeeper.BATCH);
    assertThat(table.saves.getFirst().getFirst().taskId()).isEqualTo("lately");
  }

  @Test
  void standby_writesNothing() {
    keeper.offer(ended("before"));
    keeper.begin(List.of());
    keeper.end();
    keeper.offer(ended("after"));
    keeper.close(Duration.ofSeconds(20));
    assertThat(table.saves).isEmpty();
    assertThat(counted("dropped")).isZero();
  }

  @Test
  void slowTable_holdsUpNobody() {
    table.gate = new CountDownLatch(1);
    keeper.begin(List.of());
    for (int i = 0; i < HistoryKeeper.CAPACITY + 100; i++) {
      keeper.offer(ended("t" + i));
    }
    assertThat(counted("dropped")).isBetween(100.0 - HistoryKeeper.BATCH, 100.0);
    keeper.close(Duration.ofMillis(1));
    await().untilAsserted(() -> assertThat(total()).isEqualTo(HistoryKeeper.CAPACITY + 100));
  }

  @Test
  void failure_isTriedAgainTwiceAndThenCounted() {
    table.failures.set(2);
    keeper.begin(List.of(ended("a")));
    await().untilAsserted(() -> assertThat(counted("saved")).isOne());
    table.failures.set(3);
    keeper.offer(ended("b"));
    await().untilAsserted(() -> assertThat(counted("failed")).isOne());
    keeper.offer(ended("c"));
    await().untilAsserted(() -> assertThat(counted("saved")).isEqualTo(2));
  }

  @Test
  void defect_isOutlived() {
    table.broken = true;
    keeper.begin(List.of(ended("a")));
    await().untilAsserted(() -> assertThat(counted("failed")).isOne());
    table.broken = false;
    keeper.offer(ended("b"));
    await().untilAsserted(() -> assertThat(counted("saved")).isOne());
  }

  private double total() {
    return counted("saved") + counted("dropped") + counted("failed");
  }

  private double counted(String outcome) {
    return registry
        .get("ecs_task_tracker.history.writes")
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  private static Placement ended(String id) {
    return task(id).status("STOPPED", "STOPPED").container("web", "c" + id).placed();
  }
}
