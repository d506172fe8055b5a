package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.DefinitionStore.Kept;
import io.github.ecstasktracker.model.BackgroundBatches;
import io.github.ecstasktracker.model.BackgroundBatches.Unwritten;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
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
 *       not return. After a failed load the store is not read for a minute; after a failed save it
 *       is not written for ten.
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

  private static final int BATCH = 100;
  private static final int MAX = 10_000;

  /** No retry: a definition is saved again when it is used after {@link #REST_OF_SAVES}. */
  private static final int ATTEMPTS = 1;

  private final DefinitionStore store;
  private final boolean saves;
  private final ObjIntConsumer<Outcome> counts;
  private final Platform platform;

  /** When each is to be saved again. */
  private final BoundedCache<String, Instant> renewals = new BoundedCache<>(MAX);

  private final BackgroundBatches<Reading> batches;

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
   * @param executor runs the saves; must end after {@link #close}
   */
  public record Platform(
      MonotonicClock clock, InstantSource wall, RandomGenerator random, Executor executor) {}

  /**
   * Makes no call yet.
   *
   * @param saves false if nothing may be written
   */
  public DefinitionKeeper(
      DefinitionStore store, boolean saves, ObjIntConsumer<Outcome> counts, Platform platform) {
    this.store = store;
    this.saves = saves;
    this.counts = counts;
    this.platform = platform;
    this.batches =
        new BackgroundBatches<>(
            new BackgroundBatches.Limits(MAX, BATCH, ATTEMPTS),
            new Writer(),
            platform.executor(),
            Pause.SLEEP);
  }

  /** Those of them that are stored. */
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
    renewals.put(arn, platform.wall().instant().plus(REST_OF_SAVES));
    SummaryText.write(summary).ifPresent(text -> batches.offer(new Reading(arn, text)));
  }

  /** Saves what still waits, within the time. What is lost is asked of ECS again. */
  public void close(Duration most) {
    batches.close(most);
  }

  private record Reading(String arn, String text) {}

  private final class Writer implements BackgroundBatches.Writer<Reading> {
    @Override
    public Unwritten<Reading> write(List<Reading> batch) {
      if (saveFailures.within(REST_OF_SAVES)) {
        return new Unwritten<>(batch, "");
      }
      Map<String, Kept> readings = HashMap.newHashMap(batch.size());
      batch.forEach(each -> readings.put(each.arn(), new Kept(each.text(), expires())));
      return switch (store.save(readings)) {
        case Result.Ok<Integer>(Integer kept) -> {
          if (kept > 0) {
            readings.forEach((arn, each) -> renewals.put(arn, each.expires().minus(RENEWED)));
            counts.accept(Outcome.SAVED, kept);
            saveFailures.end();
          }
          yield Unwritten.none();
        }
        case Result.Failed<Integer>(String reason, boolean _) -> {
          saveFailures.add(reason);
          yield new Unwritten<>(batch, reason);
        }
      };
    }

    private Instant expires() {
      double part = 1 - JITTER * platform.random().nextDouble();
      return platform.wall().instant().plusSeconds((long) (KEPT.toSeconds() * part));
    }

    @Override
    public void failed(int definitions, String reason) {
      counts.accept(Outcome.FAILED, definitions);
    }

    @Override
    public void dropped(int definitions) {
      counts.accept(Outcome.FAILED, definitions);
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
