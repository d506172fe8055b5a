package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.DefinitionStore.Kept;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ObjIntConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was read of task definitions beyond this process, so that the next one asks ECS for
 * none of them.
 *
 * <ul>
 *   <li>Nothing waits for a save, and nothing fails with the store: what it does not give is asked
 *       of ECS. After a failed look it is left alone for a minute, after a failed save for ten.
 *   <li>A definition is saved when it was read from ECS, and again when it is used and less than
 *       half of its time is left. The time is up to a fifth shorter by chance, so that those which
 *       were read together do not expire together.
 *   <li>What is not in our format counts as not there.
 * </ul>
 */
public final class DefinitionKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionKeeper.class);

  static final Duration KEPT = Duration.ofDays(30);
  static final double JITTER = 0.2;
  private static final Duration RENEWED = KEPT.dividedBy(2);

  private static final Duration REST_OF_LOADS = Duration.ofMinutes(1);
  private static final Duration REST_OF_SAVES = Duration.ofMinutes(10);

  /** What is read in one go comes one by one, and is saved together. */
  private static final Duration GATHERING = Duration.ofSeconds(1);

  private static final int BATCH = 100;
  private static final int MAX = 10_000;

  private final DefinitionStore store;
  private final boolean saves;
  private final ObjIntConsumer<Outcome> counts;
  private final Platform platform;

  /** When each is to be saved again. */
  private final BoundedCache<String, Instant> renewals = new BoundedCache<>(MAX);

  private final Map<String, String> waiting = new LinkedHashMap<>();
  private boolean saving;
  private boolean closed;
  private boolean failing;
  private OptionalLong lastFailedLoad = OptionalLong.empty();

  /** What became of a definition. */
  public enum Outcome {
    /** Known without asking ECS. */
    LOADED,
    /** There, but not in our format. */
    IGNORED,
    ASKED,
    SAVED,
    FAILED
  }

  /**
   * Where time, chance and threads come from.
   *
   * @param executor for saves, one at a time
   */
  public record Platform(
      MonotonicClock clock,
      InstantSource wall,
      Pause pause,
      RandomGenerator random,
      Executor executor) {}

  /**
   * Makes one that has looked at nothing yet.
   *
   * @param saves false where nothing may be written
   */
  public DefinitionKeeper(
      DefinitionStore store, boolean saves, ObjIntConsumer<Outcome> counts, Platform platform) {
    this.store = store;
    this.saves = saves;
    this.counts = counts;
    this.platform = platform;
  }

  /** Those of them that are kept. */
  Map<String, TaskDefinitionSummary> load(Set<String> arns) {
    if (arns.isEmpty() || isResting()) {
      return Map.of();
    }
    return switch (store.load(arns)) {
      case Result.Failed<Map<String, Kept>>(String reason, boolean _) -> {
        restOfLoads();
        failed(reason);
        yield Map.of();
      }
      case Result.Ok<Map<String, Kept>>(Map<String, Kept> kept) -> read(kept);
    };
  }

  private Map<String, TaskDefinitionSummary> read(Map<String, Kept> kept) {
    Instant now = platform.wall().instant();
    Map<String, TaskDefinitionSummary> summaries = HashMap.newHashMap(kept.size());
    int ignored = 0;
    for (Map.Entry<String, Kept> each : kept.entrySet()) {
      String arn = each.getKey();
      Instant expires = each.getValue().expires();
      if (expires.isAfter(now)) {
        Optional<TaskDefinitionSummary> summary = SummaryText.read(arn, each.getValue().text());
        if (summary.isPresent()) {
          summaries.put(arn, summary.get());
          renewals.put(arn, expires.minus(RENEWED));
        } else {
          ignored++;
        }
      }
    }
    counts.accept(Outcome.LOADED, summaries.size());
    counts.accept(Outcome.IGNORED, ignored);
    return summaries;
  }

  /** Was read from ECS just now. */
  void asked(String arn, TaskDefinitionSummary summary) {
    counts.accept(Outcome.ASKED, 1);
    offer(arn, summary);
  }

  /** Some task is of it. */
  void used(String arn, TaskDefinitionSummary summary) {
    if (saves
        && renewals.get(arn).filter(at -> !at.isAfter(platform.wall().instant())).isPresent()) {
      offer(arn, summary);
    }
  }

  private void offer(String arn, TaskDefinitionSummary summary) {
    if (!saves) {
      return;
    }
    // Not again before that much time, whatever becomes of it.
    putOff(arn);
    SummaryText.write(summary)
        .ifPresent(
            text -> {
              synchronized (this) {
                if (waiting.size() < MAX && !closed) {
                  waiting.put(arn, text);
                  begin();
                }
              }
            });
  }

  private void putOff(String arn) {
    renewals.put(arn, platform.wall().instant().plus(REST_OF_SAVES));
  }

  /** Under the lock. */
  private void begin() {
    if (!saving) {
      saving = true;
      try {
        platform.executor().execute(this::run);
      } catch (RejectedExecutionException _) {
        saving = false;
      }
    }
  }

  private void run() {
    try {
      platform.pause().pause(GATHERING.toNanos());
      while (save()) {
        // The next batch.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private synchronized void end() {
    saving = false;
    if (!waiting.isEmpty() && !closed && !Thread.currentThread().isInterrupted()) {
      begin();
    }
  }

  /** Saves some of what waits; false where nothing waits any more. */
  private boolean save() {
    Map<String, Kept> batch = take();
    if (batch.isEmpty()) {
      return false;
    }
    switch (store.save(batch)) {
      case Result.Ok<Integer>(Integer kept) -> {
        if (kept > 0) {
          batch.forEach((arn, each) -> renewals.put(arn, each.expires().minus(RENEWED)));
          counts.accept(Outcome.SAVED, batch.size());
          worked();
        }
      }
      case Result.Failed<Integer>(String reason, boolean _) -> {
        counts.accept(Outcome.FAILED, batch.size() + giveUp());
        failed(reason);
      }
    }
    return true;
  }

  private synchronized Map<String, Kept> take() {
    Instant now = platform.wall().instant();
    Map<String, Kept> batch = new LinkedHashMap<>();
    Iterator<Map.Entry<String, String>> next = waiting.entrySet().iterator();
    while (batch.size() < BATCH && next.hasNext()) {
      Map.Entry<String, String> each = next.next();
      double part = 1 - JITTER * platform.random().nextDouble();
      Instant expires = now.plusSeconds((long) (KEPT.toSeconds() * part));
      batch.put(each.getKey(), new Kept(each.getValue(), expires));
      next.remove();
    }
    return batch;
  }

  /** Each comes again when it is used after the rest. */
  private synchronized int giveUp() {
    int left = waiting.size();
    waiting.clear();
    return left;
  }

  /**
   * Saves what waits still, within the time, and takes nothing any more. What is lost is asked for
   * again.
   */
  public void close(Duration most) {
    synchronized (this) {
      closed = true;
    }
    long begun = platform.clock().nanos();
    while (platform.clock().nanos() - begun < most.toNanos() && save()) {
      // The next batch.
    }
  }

  private synchronized boolean isResting() {
    return lastFailedLoad.isPresent()
        && platform.clock().nanos() - lastFailedLoad.getAsLong() < REST_OF_LOADS.toNanos();
  }

  private synchronized void restOfLoads() {
    lastFailedLoad = OptionalLong.of(platform.clock().nanos());
  }

  private synchronized void worked() {
    failing = false;
  }

  /** Told once, until it works again. */
  private synchronized void failed(String reason) {
    if (!failing) {
      failing = true;
      LOG.atWarn()
          .addKeyValue("reason", reason)
          .log("task definitions are not kept: the next start asks ECS for them");
    }
  }
}
