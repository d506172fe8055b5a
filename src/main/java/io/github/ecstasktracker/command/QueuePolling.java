package io.github.ecstasktracker.command;

import io.github.ecstasktracker.controller.ControllerStatus.Check;
import io.github.ecstasktracker.trigger.SqsPoller;
import io.github.ecstasktracker.trigger.TriggerSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls the queue while this process leads: a standby that received a message would only keep it
 * from the leader.
 *
 * <ul>
 *   <li>Each term has a poller of its own, so that nothing of one term is settled in another.
 *   <li>At the end of a term nothing is received any more at once; what was acknowledged is deleted
 *       and the rest given back by another thread.
 *   <li>After {@link #stopReceiving} no poller is started any more.
 * </ul>
 */
final class QueuePolling implements TriggerSource {
  /** A healthy poller is never silent for longer: a long poll, a backoff and a call's timeout. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(90);

  /** For what a term that is over still owes; beyond it, messages come back by themselves. */
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
      // The graceful stop settles it itself, and waits for it.
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
