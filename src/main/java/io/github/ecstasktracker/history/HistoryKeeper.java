package io.github.ecstasktracker.history;

import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.BackgroundBatches;
import io.github.ecstasktracker.model.BackgroundBatches.Unwritten;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes stopped tasks to the history while this process leads, in the background: no pass waits
 * for the history or fails with it.
 */
public final class HistoryKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);

  static final int CAPACITY = 10_000;
  static final int BATCH = 20;
  private static final int ATTEMPTS = 3;

  private final TaskHistory history;
  private final OutcomeCounters<Outcome> counters;
  private final BackgroundBatches<Placement> batches;
  private volatile boolean leading;

  public HistoryKeeper(
      TaskHistory history, OutcomeCounters<Outcome> counters, Executor executor, Pause pause) {
    this.history = history;
    this.counters = counters;
    this.batches =
        new BackgroundBatches<>(
            new BackgroundBatches.Limits(CAPACITY, BATCH, ATTEMPTS), new Writer(), executor, pause);
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
    if (leading) {
      batches.offer(ended);
    }
  }

  /**
   * Starts writing: this process leads. Tasks that ended shortly before are included, since the
   * previous leader may not have written them.
   */
  public void begin(Collection<Placement> lately) {
    leading = true;
    lately.forEach(this::offer);
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
    batches.close(deadline);
  }

  private final class Writer implements BackgroundBatches.Writer<Placement> {
    @Override
    public Unwritten<Placement> write(List<Placement> ended) {
      return switch (history.save(ended)) {
        case Result.Ok<Integer> _ -> {
          counters.add(Outcome.SAVED, ended.size());
          yield Unwritten.none();
        }
        case Result.Failed<Integer>(String reason, boolean _) -> new Unwritten<>(ended, reason);
      };
    }

    @Override
    public void failed(int tasks, String reason) {
      counters.add(Outcome.FAILED, tasks);
      LOG.atWarn()
          .addKeyValue("tasks", tasks)
          .addKeyValue("reason", reason)
          .log("history not written");
    }

    @Override
    public void dropped(int tasks) {
      counters.add(Outcome.DROPPED, tasks);
    }
  }
}
