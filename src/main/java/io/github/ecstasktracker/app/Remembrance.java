package io.github.ecstasktracker.app;

import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.history.HistoryKeeper;
import io.github.ecstasktracker.history.Recall;
import io.github.ecstasktracker.history.TaskHistory;
import io.github.ecstasktracker.history.dynamodb.DynamoDbHistory;
import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * The history of tasks that ended, as configured: what is not configured is not made. A dry run
 * reads it and writes nothing.
 */
public final class Remembrance {
  /** As long as a standby takes to lead, many times over. */
  private static final Duration LATELY = Duration.ofMinutes(10);

  private final Directory directory;
  private final Optional<HistoryKeeper> keeper;
  private final Recall recall;
  private final ExecutorService executor;

  public Remembrance(Config config, Core core, MonotonicClock clock, MeterRegistry registry) {
    directory = core.directory();
    executor = core.jobs();
    Optional<TaskHistory> history =
        config
            .historyTable()
            .map(
                table ->
                    new DynamoDbHistory(
                        // Connections of its own: no pass waits for one of them.
                        core.clients().leaseDynamoDb(), table, InstantSource.system()));
    // Counters whatever is configured: a rate or an alert never meets a missing one.
    OutcomeCounters<HistoryKeeper.Outcome> written = HistoryKeeper.counters(registry);
    keeper =
        config.rules().dryRun()
            ? Optional.empty()
            : history.map(table -> new HistoryKeeper(table, written, Pause.SLEEP));
    recall = new Recall(directory, history, Recall.counters(registry), clock);
    keeper.ifPresent(k -> directory.onEnd(entry -> k.offer(entry.placement())));
  }

  public Recall recall() {
    return recall;
  }

  /** This process leads. */
  public void begin() {
    keeper.ifPresent(k -> k.begin(executor, directory.endedWithin(LATELY)));
  }

  /** Another may. */
  public void end() {
    keeper.ifPresent(HistoryKeeper::end);
  }

  public void close(Duration deadline) {
    keeper.ifPresent(k -> k.close(deadline));
  }
}
