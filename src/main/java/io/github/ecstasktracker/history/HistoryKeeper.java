package io.github.ecstasktracker.history;

import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes stopped tasks to the history while this process leads.
 *
 * <ul>
 *   <li>{@link #offer} never blocks and never fails: if the queue is full, the task is dropped and
 *       counted. So no pass waits for the history or fails with it.
 *   <li>A call writes up to twenty tasks; failed writes are retried twice.
 * </ul>
 */
public final class HistoryKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);

  static final int CAPACITY = 10_000;
  static final int BATCH = 20;
  private static final int ATTEMPTS = 3;
  private static final Duration REST = Duration.ofSeconds(1);

  private final TaskHistory history;
  private final OutcomeCounters<Outcome> counters;
  private final Pause pause;

  /** An empty element only wakes the writer. */
  private final BlockingQueue<Optional<Placement>> queue = new LinkedBlockingQueue<>(CAPACITY);

  private volatile boolean leading;
  private volatile boolean closing;
  private @Nullable Future<?> writer;

  public HistoryKeeper(TaskHistory history, OutcomeCounters<Outcome> counters, Pause pause) {
    this.history = history;
    this.counters = counters;
    this.pause = pause;
  }

  /** Result of storing a stopped task. */
  public enum Outcome {
    SAVED,
    /** The queue was full: tasks end faster than the table accepts them. */
    DROPPED,
    /** The table rejected the write. */
    FAILED
  }

  public static OutcomeCounters<Outcome> counters(MeterRegistry registry) {
    return new OutcomeCounters<>(
        registry,
        "ecs_task_tracker.history.writes",
        "Stopped tasks by the result of writing them to the history table",
        Outcome.class);
  }

  /** Queues a task. Only the leader does so; on a standby the call has no effect. */
  public void offer(Placement ended) {
    if (leading && (closing || !queue.offer(Optional.of(ended)))) {
      counters.add(Outcome.DROPPED, 1);
    }
  }

  /**
   * Starts writing: this process leads. Tasks that ended shortly before are included, since the
   * previous leader may not have written them.
   */
  public synchronized void begin(ExecutorService executor, Collection<Placement> lately) {
    leading = true;
    lately.forEach(this::offer);
    if (writer == null) {
      writer = executor.submit(this::run);
    }
  }

  /**
   * Stops accepting tasks: another process may lead. Queued tasks are still written, since storing
   * a task twice is harmless.
   */
  public void end() {
    leading = false;
  }

  /** Writes the queued tasks within the deadline and drops the rest. */
  public void close(Duration deadline) {
    closing = true;
    // If the queue is full, the writer is awake anyway.
    var _ = queue.offer(Optional.empty());
    Future<?> ending = writer();
    if (ending != null) {
      await(ending, deadline);
    }
    List<Optional<Placement>> left = new ArrayList<>();
    queue.drainTo(left);
    counters.add(Outcome.DROPPED, (int) left.stream().flatMap(Optional::stream).count());
  }

  private synchronized @Nullable Future<?> writer() {
    return writer;
  }

  private static void await(Future<?> ending, Duration deadline) {
    try {
      ending.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      ending.cancel(/* mayInterruptIfRunning= */ true);
    } catch (ExecutionException e) {
      LOG.atError().setCause(e).log("history writer stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing || !queue.isEmpty()) {
        List<Optional<Placement>> taken = new ArrayList<>();
        taken.add(queue.take());
        queue.drainTo(taken, BATCH - 1);
        save(taken.stream().flatMap(Optional::stream).toList());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void save(List<Placement> ended) throws InterruptedException {
    if (ended.isEmpty()) {
      return;
    }
    String reason = "";
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        if (attempt > 1) {
          pause.pause(REST.toNanos());
        }
        switch (history.save(ended)) {
          case Result.Ok<Integer> _ -> {
            counters.add(Outcome.SAVED, ended.size());
            return;
          }
          case Result.Failed<Integer>(String why, boolean _) -> reason = why;
        }
      }
      counters.add(Outcome.FAILED, ended.size());
      LOG.atWarn()
          .addKeyValue("tasks", ended.size())
          .addKeyValue("reason", reason)
          .log("history not written");
    } catch (InterruptedException e) {
      counters.add(Outcome.DROPPED, ended.size());
      throw e;
    } catch (RuntimeException e) {
      // Nothing else restarts this thread, so it must survive any failure.
      counters.add(Outcome.FAILED, ended.size());
      LOG.atError().setCause(e).addKeyValue("tasks", ended.size()).log("history not written");
    }
  }
}
