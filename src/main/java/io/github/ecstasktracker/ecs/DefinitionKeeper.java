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
 * Stores what was read of task definitions beyond this process, so that the next one asks ECS for
 * none of them.
 *
 * <ul>
 *   <li>Nothing waits for a save, and nothing fails with the store: ECS is asked for what it does
 *       not return. After a failed load the store is not read for a minute; after a failed save a
 *       definition is not saved again for ten.
 *   <li>A definition is saved when it was read from ECS, and again when it is used in the second
 *       half of its time. The time is up to a fifth shorter by chance, so that definitions saved
 *       together do not expire together.
 *   <li>A reading in another format is ignored.
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

  private final Failures loadFailures =
      new Failures("task definitions not loaded from the lease table: ECS is asked for them");
  private final Failures saveFailures =
      new Failures("task definitions not saved: the next start asks ECS for them");

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

  /** One that keeps nothing. */
  static DefinitionKeeper none() {
    return new DefinitionKeeper(
        DefinitionStore.NONE,
        false,
        (outcome, times) -> {},
        new Platform(() -> 0, () -> Instant.EPOCH, nanos -> {}, () -> 0, Runnable::run));
  }

  /** Those of them that are kept. */
  Map<String, TaskDefinitionSummary> load(Set<String> arns) {
    if (arns.isEmpty() || loadFailures.within(REST_OF_LOADS)) {
      return Map.of();
    }
    DefinitionStore.Loaded loaded = store.load(arns);
    loaded.failure().ifPresentOrElse(loadFailures::add, loadFailures::end);
    return read(loaded.kept());
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
          saveFailures.end();
        }
      }
      case Result.Failed<Integer>(String reason, boolean _) -> {
        counts.accept(Outcome.FAILED, batch.size() + giveUp());
        saveFailures.add(reason);
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

  /** The failures of one kind of call. The first is logged, and the first after a success. */
  private final class Failures {
    private final String message;
    private OptionalLong latest = OptionalLong.empty();

    Failures(String message) {
      this.message = message;
    }

    synchronized void add(String reason) {
      if (latest.isEmpty()) {
        LOG.atWarn().addKeyValue("reason", reason).log(message);
      }
      latest = OptionalLong.of(platform.clock().nanos());
    }

    synchronized void end() {
      latest = OptionalLong.empty();
    }

    /** Whether one happened that recently. */
    synchronized boolean within(Duration time) {
      return latest.isPresent() && platform.clock().nanos() - latest.getAsLong() < time.toNanos();
    }
  }
}
