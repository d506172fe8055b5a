package io.github.ecstasktracker.app;

import io.github.ecstasktracker.controller.ControllerStatus.Check;
import io.github.ecstasktracker.trigger.SqsPoller;
import io.github.ecstasktracker.trigger.TriggerSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls the queue while this process leads. A standby that received a message would only withhold
 * it from the leader.
 *
 * <ul>
 *   <li>Each term has its own poller, so that no message of one term is acknowledged in another.
 *   <li>At the end of a term receiving stops at once; another thread deletes acknowledged messages
 *       and returns the rest to the queue.
 *   <li>After {@link #stopReceiving} no poller is started.
 * </ul>
 */
final class QueuePolling implements TriggerSource {
  /** Longest silence of a healthy poller: a long poll, a backoff and a call's timeout. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(90);

  /**
   * Time to settle the messages of an ended term; after it, they become visible in the queue by
   * themselves.
   */
  private static final Duration SETTLE_WITHIN = Duration.ofSeconds(10);

  private final Supplier<SqsPoller> pollers;
  private final ExecutorService executor;
  private @Nullable SqsPoller current;
  private boolean over;

  QueuePolling(Supplier<SqsPoller> pollers, ExecutorService executor) {
    this.pollers = pollers;
    this.executor = executor;
  }

  @Override
  public synchronized void start() {
    if (!over && current == null) {
      current = pollers.get();
      current.start(executor);
    }
  }

  @Override
  public synchronized void end() {
    if (over) {
      // The graceful stop settles this poller itself and waits for it.
      return;
    }
    SqsPoller ending = current;
    current = null;
    if (ending != null) {
      ending.stopReceiving();
      var _ = executor.submit(() -> ending.close(SETTLE_WITHIN));
    }
  }

  @Override
  public synchronized void stopReceiving() {
    over = true;
    if (current != null) {
      current.stopReceiving();
    }
  }

  @Override
  public void close(Duration deadline) {
    SqsPoller ending;
    synchronized (this) {
      over = true;
      ending = current;
      current = null;
    }
    if (ending != null) {
      ending.close(deadline);
    }
  }

  @Override
  public Optional<Check> liveness() {
    return Optional.of(
        sinceProgress()
            .map(
                silent ->
                    new Check(
                        "sqs",
                        silent.compareTo(SILENCE_MAX) <= 0,
                        "silent for %d s of %d s"
                            .formatted(silent.toSeconds(), SILENCE_MAX.toSeconds())))
            .orElseGet(() -> new Check("sqs", true, "only the leader polls")));
  }

  private synchronized Optional<Duration> sinceProgress() {
    return Optional.ofNullable(current).map(SqsPoller::sinceProgress);
  }
}
