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
 * Creates the configured parts of the task history. A dry run reads the history and writes nothing.
 */
public final class HistoryWiring {
  /** Much longer than a standby needs to take over. */
  private static final Duration LATELY = Duration.ofMinutes(10);

  private final Directory directory;
  private final Optional<HistoryKeeper> keeper;
  private final Recall recall;

  public HistoryWiring(
      Config config, Application application, MonotonicClock clock, MeterRegistry registry) {
    directory = application.directory();
    ExecutorService executor = application.jobs();
    Optional<TaskHistory> history =
        config
            .historyTable()
            .map(
                table ->
                    new DynamoDbHistory(
                        application.clients().historyDynamoDb(), table, InstantSource.system()));
    // Registered whatever is configured, so that no rate or alert meets a missing series.
    OutcomeCounters<HistoryKeeper.Outcome> written = HistoryKeeper.counters(registry);
    keeper =
        config.rules().dryRun()
            ? Optional.empty()
            : history.map(table -> new HistoryKeeper(table, written, executor, Pause.SLEEP));
    recall = new Recall(directory, history, Recall.counters(registry), clock);
    keeper.ifPresent(k -> directory.onEnd(entry -> k.offer(entry.placement())));
  }

  public Recall recall() {
    return recall;
  }

  /** This process became the leader. */
  public void begin() {
    keeper.ifPresent(k -> k.begin(directory.endedWithin(LATELY)));
  }

  /** This process is no longer the leader. */
  public void end() {
    keeper.ifPresent(HistoryKeeper::end);
  }

  public void close(Duration deadline) {
    keeper.ifPresent(k -> k.close(deadline));
  }
}
