package io.github.ecstasktracker.history;

import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Source;
import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads tasks that the directory no longer knows from the history.
 *
 * <ul>
 *   <li>Looks up only texts that have the form of a task or container id, at most once in ten
 *       seconds for an id that was not found, and at most eight at a time.
 *   <li>After a failure the table is not read for five seconds, separately for full ids and for
 *       prefixes. Meanwhile only memory answers, and that is counted.
 * </ul>
 */
public final class Recall {
  private static final Logger LOG = LoggerFactory.getLogger(Recall.class);
  private static final long MISSED_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long REST_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int MISSED_MAX = 10_000;
  private static final int AT_ONCE = 8;
  private static final String TASK_ID = "[A-Za-z0-9-]{12,80}";

  /** A container id or the beginning of one. */
  private static final String CONTAINER_ID = "[A-Za-z0-9-]{1,80}";

  private final Directory directory;
  private final Optional<TaskHistory> history;
  private final OutcomeCounters<Outcome> counters;
  private final MonotonicClock clock;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final LinkedHashMap<String, Long> missedAt = new LinkedHashMap<>();
  private final Map<Way, Long> failedAt = new EnumMap<>(Way.class);

  public Recall(
      Directory directory,
      Optional<TaskHistory> history,
      OutcomeCounters<Outcome> counters,
      MonotonicClock clock) {
    this.directory = directory;
    this.history = history;
    this.counters = counters;
    this.clock = clock;
  }

  /** Kind of lookup: a table made by an older release may lack the index for prefixes. */
  private enum Way {
    KEY,
    BEGINNING
  }

  /** Result of a lookup in the history table. */
  public enum Outcome {
    FOUND,
    MISSING,
    FAILED,
    /** Skipped: too many lookups at once, or shortly after a failure. */
    SKIPPED
  }

  public static OutcomeCounters<Outcome> counters(MeterRegistry registry) {
    return new OutcomeCounters<>(
        registry,
        "ecs_task_tracker.history.reads",
        "Lookups of tasks in the history table by result",
        Outcome.class);
  }

  /** Loads a task; returns whether the directory may know it now. */
  public boolean task(String id) {
    return id.matches(TASK_ID) && lookUp(Way.KEY, "task/" + id, table -> table.task(id));
  }

  /** Loads a container's task; returns whether the directory may know it now. */
  public boolean container(String id) {
    Way way = id.length() < TaskHistory.SHORT_ID ? Way.BEGINNING : Way.KEY;
    return id.matches(CONTAINER_ID) && lookUp(way, "container/" + id, table -> table.container(id));
  }

  private boolean lookUp(
      Way way, String name, Function<TaskHistory, Result<Optional<Placement>>> question) {
    if (history.isEmpty() || missed(name)) {
      return false;
    }
    if (resting(way) || !places.tryAcquire()) {
      counters.add(Outcome.SKIPPED, 1);
      return false;
    }
    try {
      return switch (question.apply(history.get())) {
        case Result.Ok<Optional<Placement>>(Optional<Placement> found) -> {
          counters.add(found.isPresent() ? Outcome.FOUND : Outcome.MISSING, 1);
          found.ifPresentOrElse(
              placement -> directory.put(Source.HISTORY, placement, ""), () -> miss(name));
          yield found.isPresent();
        }
        case Result.Failed<Optional<Placement>>(String reason, boolean _) -> {
          counters.add(Outcome.FAILED, 1);
          fail(way, reason);
          yield false;
        }
      };
    } finally {
      places.release();
    }
  }

  private synchronized boolean missed(String name) {
    long now = clock.nanos();
    while (!missedAt.isEmpty() && now - missedAt.firstEntry().getValue() >= MISSED_NANOS) {
      missedAt.pollFirstEntry();
    }
    return missedAt.containsKey(name);
  }

  private synchronized void miss(String name) {
    if (missedAt.size() >= MISSED_MAX) {
      missedAt.pollFirstEntry();
    }
    missedAt.putLast(name, clock.nanos());
  }

  private synchronized boolean resting(Way way) {
    Long at = failedAt.get(way);
    return at != null && clock.nanos() - at < REST_NANOS;
  }

  private synchronized void fail(Way way, String reason) {
    failedAt.put(way, clock.nanos());
    LOG.atWarn()
        .addKeyValue("reason", reason)
        .log("history table not read; answering from memory only");
  }
}
