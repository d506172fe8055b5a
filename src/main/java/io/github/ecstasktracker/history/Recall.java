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
 * Brings tasks back into the directory that it does not know any more, from the history.
 *
 * <ul>
 *   <li>Asks only for what has the form of a task's or a container's id, once in ten seconds for
 *       each that was not found, eight at once at most.
 *   <li>A table that fails is left alone for five seconds, apart for whole ids and for beginnings:
 *       then memory is all there is, and that is counted.
 * </ul>
 */
public final class Recall {
  private static final Logger LOG = LoggerFactory.getLogger(Recall.class);
  private static final long MISSED_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long REST_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int MISSED_MAX = 10_000;
  private static final int AT_ONCE = 8;
  private static final String TASK_ID = "[A-Za-z0-9-]{12,80}";

  /** Also the beginning of one. */
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

  /** How the table is asked: a table of an older release may have no index for beginnings. */
  private enum Way {
    KEY,
    BEGINNING
  }

  /** How a look into the history's table ended. */
  public enum Outcome {
    FOUND,
    MISSING,
    FAILED,
    /** Too many at once, or shortly after a failure. */
    SKIPPED
  }

  public static OutcomeCounters<Outcome> counters(MeterRegistry registry) {
    return new OutcomeCounters<>(
        registry,
        "ecs_task_tracker.history.reads",
        "Looks for tasks in the history's table by how they ended",
        Outcome.class);
  }

  /** Whether the directory may know the task now. */
  public boolean task(String id) {
    return id.matches(TASK_ID) && look(Way.KEY, "task/" + id, table -> table.task(id));
  }

  /** Whether the directory may know the container now. */
  public boolean container(String id) {
    Way way = id.length() < TaskHistory.SHORT_ID ? Way.BEGINNING : Way.KEY;
    return id.matches(CONTAINER_ID) && look(way, "container/" + id, table -> table.container(id));
  }

  private boolean look(
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
    LOG.atWarn().addKeyValue("reason", reason).log("history not read; memory is all there is");
  }
}
