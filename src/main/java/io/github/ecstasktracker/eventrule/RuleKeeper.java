package io.github.ecstasktracker.eventrule;

import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the rule every five minutes and repairs it while this process leads. No event and no write
 * to the table ever waits for it: the resync catches what a missing rule hides.
 */
public final class RuleKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(RuleKeeper.class);
  static final Duration INTERVAL = Duration.ofMinutes(5);

  private final EventRule rule;
  private final boolean mends;
  private final OutcomeCounters<Outcome> counters;
  private final Pause pause;
  private @Nullable Future<?> loop;

  /**
   * @param mends whether it may repair the rule
   */
  public RuleKeeper(EventRule rule, boolean mends, OutcomeCounters<Outcome> counters, Pause pause) {
    this.rule = rule;
    this.mends = mends;
    this.counters = counters;
    this.pause = pause;
  }

  /** Result of a check. */
  public enum Outcome {
    IN_PLACE,
    /** The rule differed and was repaired. */
    MENDED,
    /** The rule differs and was not repaired: a person has to decide, or this is a dry run. */
    WRONG,
    /** The rule could not be read or repaired. */
    FAILED
  }

  public static OutcomeCounters<Outcome> counters(MeterRegistry registry) {
    return new OutcomeCounters<>(
        registry,
        "ecs_task_tracker.rule.checks",
        "Checks of the EventBridge rule by result",
        Outcome.class);
  }

  /** Checks now and then periodically. */
  public synchronized void begin(ExecutorService executor) {
    if (loop == null) {
      loop = executor.submit(this::run);
    }
  }

  /** Stops without waiting. */
  public synchronized void end() {
    Future<?> ending = loop;
    loop = null;
    if (ending != null) {
      ending.cancel(/* mayInterruptIfRunning= */ true);
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        check();
        pause.pause(INTERVAL.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Checks once. */
  Outcome check() {
    Outcome outcome;
    try {
      outcome =
          switch (rule.read()) {
            case Result.Failed<EventRule.State>(String reason, boolean throttled) -> failed(reason);
            case Result.Ok<EventRule.State>(EventRule.State found) -> judge(found);
          };
    } catch (RuntimeException e) {
      // Nothing else restarts this loop, so it must survive any failure.
      LOG.atError().setCause(e).log("EventBridge rule could not be read");
      outcome = Outcome.FAILED;
    }
    counters.add(outcome, 1);
    return outcome;
  }

  private Outcome judge(EventRule.State found) {
    return switch (found.plan()) {
      case RulePlan.InPlace _ -> Outcome.IN_PLACE;
      case RulePlan.Impossible(String reason) -> {
        LOG.atWarn().addKeyValue("reason", reason).log("EventBridge rule cannot be repaired");
        yield Outcome.WRONG;
      }
      case RulePlan.Differs(List<RuleChange> changes) -> mends ? mend(changes) : tell(changes);
    };
  }

  private Outcome mend(List<RuleChange> changes) {
    for (RuleChange change : changes) {
      if (rule.apply(change) instanceof Result.Failed<RuleChange>(String reason, boolean slow)) {
        return failed(reason);
      }
      LOG.atWarn().addKeyValue("change", change.sentence()).log("EventBridge rule repaired");
    }
    return Outcome.MENDED;
  }

  private Outcome tell(List<RuleChange> changes) {
    LOG.atWarn()
        .addKeyValue("changes", changes.stream().map(RuleChange::sentence).toList())
        .log("EventBridge rule differs; not repaired in a dry run");
    return Outcome.WRONG;
  }

  private static Outcome failed(String reason) {
    LOG.atWarn()
        .addKeyValue("reason", reason)
        .log("EventBridge rule could not be read or repaired");
    return Outcome.FAILED;
  }
}
