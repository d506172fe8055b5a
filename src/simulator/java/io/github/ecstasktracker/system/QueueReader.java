package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.trigger.SqsPoller;
import io.github.ecstasktracker.trigger.SqsQueue;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.github.ecstasktracker.trigger.TriggerReceiver;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The real poller, a new one each time that it is started: it starts once and closes once. */
final class QueueReader {
  private static final Duration TO_CLOSE = Duration.ofSeconds(5);

  private final SqsClient sqs;
  private final String url;
  private final TriggerReceiver receiver;
  private final TriggerMetrics metrics;
  private final SqsPoller.Timing timing;
  private final Jobs jobs;
  private @Nullable SqsPoller poller;

  /**
   * @param jobs starts a job of that name
   */
  QueueReader(
      SqsClient sqs,
      String url,
      TriggerReceiver receiver,
      TriggerMetrics metrics,
      MonotonicClock clock,
      Pause pause,
      RandomGenerator random,
      BiConsumer<String, Runnable> jobs) {
    this.sqs = sqs;
    this.url = url;
    this.receiver = receiver;
    this.metrics = metrics;
    this.timing = new SqsPoller.Timing(clock, pause, random);
    this.jobs = new Jobs(jobs);
  }

  void start() {
    SqsPoller fresh = new SqsPoller(new SqsQueue(sqs, url), Set.of(), receiver, metrics, timing);
    poller = fresh;
    fresh.start(jobs);
  }

  void stopReceiving() {
    if (poller != null) {
      poller.stopReceiving();
    }
  }

  void close() {
    SqsPoller last = poller;
    poller = null;
    if (last != null) {
      last.close(TO_CLOSE);
    }
  }

  /** Only to start jobs with; they end with the process. */
  private static final class Jobs extends AbstractExecutorService {
    private final BiConsumer<String, Runnable> jobs;

    Jobs(BiConsumer<String, Runnable> jobs) {
      this.jobs = jobs;
    }

    @Override
    public void execute(Runnable job) {
      jobs.accept("poller", job);
    }

    @Override
    public void shutdown() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Runnable> shutdownNow() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }
  }
}
