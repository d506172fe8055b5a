package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.workqueue.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link FullPass} at a fixed rate, and whenever somebody asks for everything.
 *
 * <ul>
 *   <li>One pass at a time. A pass asked for during another one runs right after it, and one asked
 *       for before the start is the first.
 *   <li>Triggers never postpone the timer, and the timer never skips: a tick during a pass runs
 *       right after it.
 *   <li>A pass that was not whole is tried again soon, with backoff, beside the timer.
 *   <li>One that failed has served nobody: those who wait go on waiting, and the next one, whoever
 *       asked for that, has its wish whole.
 * </ul>
 */
final class ResyncLoop {
  static final String NAME = "resync";
  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final Logger LOG = LoggerFactory.getLogger(ResyncLoop.class);

  private final FullPass pass;
  private final Waiters waiters;
  private final Backoff backoff;
  private final Platform platform;
  private final Duration interval;
  private final Progress progress;
  private final Consumer<BackendKey> onStillWaitedFor;
  private final Runnable onWhole;

  // Guarded by this.
  private boolean started;
  private boolean running;
  private boolean stopped;
  private boolean retryScheduled;
  private int failures;
  private @Nullable Wish next;

  /** What passes that failed were to be. */
  private @Nullable Wish owed;

  /** Whether the wish of the pass under way still stands. */
  private boolean wished;

  private static final Wish NOBODYS = new Wish(Urgency.BACKGROUND, Optional.empty(), false);

  /** What the next pass is to be; several wishes become one. */
  private record Wish(Urgency urgency, Optional<String> cause, boolean force) {
    Wish and(@Nullable Wish other) {
      return other == null
          ? this
          : new Wish(
              urgency == Urgency.LIVE ? urgency : other.urgency(),
              cause.or(other::cause),
              force || other.force());
    }
  }

  /**
   * @param onStillWaitedFor told of each backend that somebody still waits for after a pass: the
   *     pass may have taken it out of the queue though its read began before they came
   * @param onWhole told after each pass that read everything
   */
  ResyncLoop(
      FullPass pass,
      Waiters waiters,
      Backoff backoff,
      Platform platform,
      Duration interval,
      Progress progress,
      Consumer<BackendKey> onStillWaitedFor,
      Runnable onWhole) {
    this.pass = pass;
    this.waiters = waiters;
    this.backoff = backoff;
    this.platform = platform;
    this.interval = interval;
    this.progress = progress;
    this.onStillWaitedFor = onStillWaitedFor;
    this.onWhole = onWhole;
  }

  void start() {
    moved();
    synchronized (this) {
      started = true;
    }
    tick(platform.clock().nanos());
  }

  /** Asks for a pass that begins after now: for somebody who waits for it. */
  void request(Optional<String> cause, boolean force) {
    wish(new Wish(Urgency.LIVE, cause, force));
  }

  /** Asks for a pass that begins after now and goes behind live changes. */
  void requestBehindLive() {
    wish(NOBODYS);
  }

  /** Nobody waits any more: a pass that was asked for is made for the timer's sake alone. */
  synchronized void forgetWishes() {
    if (next != null) {
      next = NOBODYS;
    }
    owed = null;
    wished = false;
  }

  synchronized void stop() {
    stopped = true;
    progress.ended(NAME);
  }

  synchronized boolean idle() {
    return !running;
  }

  private void tick(long dueNanos) {
    synchronized (this) {
      if (stopped) {
        return;
      }
    }
    long nextNanos = dueNanos + interval.toNanos();
    Duration delay = Duration.ofNanos(Math.max(0, nextNanos - platform.clock().nanos()));
    platform.timers().after(delay, () -> tick(nextNanos));
    wish(NOBODYS);
  }

  private void wish(Wish wish) {
    synchronized (this) {
      if (stopped) {
        return;
      }
      next = wish.and(next);
      if (running || !started) {
        return;
      }
      running = true;
    }
    try {
      platform.jobs().execute(this::runAll);
    } catch (RejectedExecutionException e) {
      LOG.atWarn().log("no full pass is run any more");
      ended();
    }
  }

  private synchronized void ended() {
    running = false;
  }

  private void runAll() {
    while (true) {
      Wish wish;
      synchronized (this) {
        if (next == null || stopped) {
          running = false;
          return;
        }
        wish = next.and(owed);
        next = null;
        owed = null;
        wished = true;
      }
      boolean sound = false;
      try {
        runOne(wish);
        sound = true;
      } finally {
        // After an Error, which goes on to the thread's handler, the next tick starts anew.
        if (!sound) {
          ended();
        }
      }
    }
  }

  private void runOne(Wish wish) {
    long ticket = waiters.begin();
    Optional<FullPass.Outcome> outcome = pass(wish);
    moved();
    outcome
        .map(done -> waiters.servedAll(ticket, done.left()))
        .orElseGet(waiters::backends)
        .forEach(onStillWaitedFor);
    if (outcome.filter(FullPass.Outcome::whole).isPresent()) {
      synchronized (this) {
        failures = 0;
      }
      onWhole.run();
    } else {
      retryLater(wish);
    }
  }

  /** Empty where it failed. */
  private Optional<FullPass.Outcome> pass(Wish wish) {
    try {
      FullPass.Outcome outcome = pass.run(wish.urgency(), wish.cause(), wish.force(), this::moved);
      for (String problem : outcome.problems()) {
        LOG.atWarn().addKeyValue("reason", problem).log("full pass was not whole");
      }
      return Optional.of(outcome);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("full pass failed");
      synchronized (this) {
        owed = wished ? wish.and(owed) : owed;
      }
      return Optional.empty();
    }
  }

  private synchronized void moved() {
    if (!stopped) {
      progress.moved(NAME, interval.plus(SILENCE));
    }
  }

  /** Once more, without an operator's force: that was for a pass that the operator waited for. */
  private void retryLater(Wish wish) {
    Duration delay;
    synchronized (this) {
      if (retryScheduled) {
        return;
      }
      retryScheduled = true;
      delay = Duration.ofNanos(backoff.delayNanos(++failures));
    }
    platform
        .timers()
        .after(
            delay,
            () -> {
              synchronized (this) {
                retryScheduled = false;
                // A whole pass has been made meanwhile.
                if (failures == 0) {
                  return;
                }
              }
              wish(new Wish(wish.urgency(), wish.cause(), false));
            });
  }
}
