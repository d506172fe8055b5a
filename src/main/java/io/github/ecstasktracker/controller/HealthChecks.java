package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.informer.Informer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the health of known tasks between events: a change of health alone makes no event. Only
 * tasks whose definition has a health check are described again.
 */
final class HealthChecks {
  static final String NAME = "health";
  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

  private final Informer informer;
  private final Platform platform;
  private final Duration interval;
  private final Progress progress;
  private volatile boolean stopped;

  HealthChecks(Informer informer, Platform platform, Duration interval, Progress progress) {
    this.informer = informer;
    this.platform = platform;
    this.interval = interval;
    this.progress = progress;
  }

  synchronized void start() {
    if (stopped) {
      return;
    }
    progress.moved(NAME, interval.plus(SILENCE));
    platform.timers().after(interval, this::run);
  }

  synchronized void stop() {
    stopped = true;
    progress.ended(NAME);
  }

  private void run() {
    try {
      if (!stopped) {
        platform.jobs().execute(() -> informer.checkHealth(interval.dividedBy(2)));
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping");
      stop();
    } finally {
      start();
    }
  }
}
