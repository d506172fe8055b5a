package io.github.ecstasktracker.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes items in the background, in batches and in order.
 *
 * <ul>
 *   <li>{@link #offer} never blocks and never fails: beyond the capacity, an item is dropped.
 *   <li>One batch is written at a time. A thread is used only while items wait.
 *   <li>What the writer leaves of a batch is retried after a second.
 *   <li>Must be closed before its executor.
 * </ul>
 */
public final class BackgroundBatches<T> {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundBatches.class);
  private static final Duration REST = Duration.ofSeconds(1);

  private final Limits limits;
  private final Writer<T> writer;
  private final Executor executor;
  private final Pause pause;

  private final Queue<T> waiting = new ArrayDeque<>();

  /** Writes until nothing waits; null while nothing waits. */
  private @Nullable FutureTask<Void> job;

  private boolean closed;

  /**
   * How much and how often.
   *
   * @param capacity items that may wait
   * @param batch items of one write
   * @param attempts writes of an item, the first included
   */
  public record Limits(int capacity, int batch, int attempts) {}

  /** Writes batches. Counts what it wrote; the rest is reported to it. */
  public interface Writer<T> {
    /** Returns the items that are worth another attempt, or {@link Unwritten#none()}. */
    Unwritten<T> write(List<T> batch);

    /** So many items were given up after the last attempt or a defect. */
    void failed(int items, String reason);

    /** So many items were not written: the queue was full or was closed. */
    void dropped(int items);
  }

  /** The items of a batch that are worth another attempt, and why they were not written. */
  public record Unwritten<T>(List<T> items, String reason) {
    public static <T> Unwritten<T> none() {
      return new Unwritten<>(List.of(), "");
    }
  }

  public BackgroundBatches(Limits limits, Writer<T> writer, Executor executor, Pause pause) {
    this.limits = limits;
    this.writer = writer;
    this.executor = executor;
    this.pause = pause;
  }

  /** Queues an item. */
  public void offer(T item) {
    if (!queue(item)) {
      writer.dropped(1);
    }
  }

  private synchronized boolean queue(T item) {
    if (closed || waiting.size() >= limits.capacity()) {
      return false;
    }
    waiting.add(item);
    if (job == null) {
      job = new FutureTask<>(this::writeAll, null);
      try {
        executor.execute(job);
      } catch (RejectedExecutionException e) {
        job = null;
        waiting.clear();
        return false;
      }
    }
    return true;
  }

  /** Writes what waits, within the deadline, and drops the rest. */
  public void close(Duration deadline) {
    FutureTask<Void> last = end();
    if (last != null) {
      try {
        last.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException _) {
        LOG.debug("queue not written within {}", deadline);
      } catch (ExecutionException | CancellationException e) {
        LOG.error("background writer stopped", e);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    drop();
    if (last != null) {
      last.cancel(/* mayInterruptIfRunning= */ true);
    }
  }

  private synchronized @Nullable FutureTask<Void> end() {
    closed = true;
    return job;
  }

  private void drop() {
    int left;
    synchronized (this) {
      left = waiting.size();
      waiting.clear();
    }
    writer.dropped(left);
  }

  private void writeAll() {
    try {
      for (List<T> batch = next(); !batch.isEmpty(); batch = next()) {
        write(batch);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      var _ = end();
      drop();
    } catch (RuntimeException | Error e) {
      // The next item begins another job.
      LOG.error("background writer stopped", e);
      ended();
      throw e;
    }
  }

  private synchronized void ended() {
    job = null;
  }

  /** The next batch; none ends the job. */
  private synchronized List<T> next() {
    List<T> batch = new ArrayList<>();
    while (batch.size() < limits.batch() && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    if (batch.isEmpty()) {
      job = null;
    }
    return batch;
  }

  private void write(List<T> batch) throws InterruptedException {
    Unwritten<T> left = new Unwritten<>(batch, "");
    try {
      for (int attempt = 1; attempt <= limits.attempts() && !left.items().isEmpty(); attempt++) {
        if (attempt > 1) {
          pause.pause(REST.toNanos());
        }
        left = writer.write(left.items());
      }
      if (!left.items().isEmpty()) {
        writer.failed(left.items().size(), left.reason());
      }
    } catch (InterruptedException e) {
      writer.dropped(left.items().size());
      throw e;
    } catch (RuntimeException e) {
      // A defect costs one batch: those after it are still written.
      LOG.error("background write failed unexpectedly", e);
      writer.failed(left.items().size(), e.toString());
    }
  }
}
