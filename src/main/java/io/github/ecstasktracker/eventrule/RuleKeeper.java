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
 * Looks every five minutes whether the rule is as it should be, and mends it while this process
 * leads. No event and no write of the table ever waits for it: the resync heals what a lost rule
 * hides.
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
   * @param mends whether it may write
   */
  public RuleKeeper(EventRule rule, boolean mends, OutcomeCounters<Outcome> counters, Pause pause) {
    this.rule = rule;
    this.mends = mends;
    this.counters = counters;
    this.pause = pause;
  }

  /** How a look ended. */
  public enum Outcome {
    IN_PLACE,
    /** It was not as it should be, and is now. */
    MENDED,
    /** It is not as it should be, and only a person may mend it. */
    WRONG,
    /** It could not be looked at, or not be mended. */
    FAILED
  }

  public static OutcomeCounters<Outcome> counters(MeterRegistry registry) {
    return new OutcomeCounters<>(
        registry,
        "ecs_task_tracker.rule.looks",
        "Looks at the EventBridge rule, by how they ended",
        Outcome.class);
  }

  /** Looks now, and again and again. */
  public synchronized void begin(ExecutorService executor) {
    if (loop == null) {
      loop = executor.submit(this::run);
    }
  }

  /** Does not wait. */
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
        look();
        pause.pause(INTERVAL.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look. */
  Outcome look() {
    Outcome outcome;
    try {
      outcome =
          switch (rule.look()) {
            case Result.Failed<EventRule.Look>(String reason, boolean throttled) -> failed(reason);
            case Result.Ok<EventRule.Look>(EventRule.Look found) -> judge(found);
          };
    } catch (RuntimeException e) {
      // Nothing else watches this loop: it must outlive a defect.
      LOG.atError().setCause(e).log("the rule could not be looked at");
      outcome = Outcome.FAILED;
    }
    counters.add(outcome, 1);
    return outcome;
  }

  private Outcome judge(EventRule.Look found) {
    return switch (found.plan()) {
      case RulePlan.InPlace _ -> Outcome.IN_PLACE;
      case RulePlan.Impossible(String reason) -> {
        LOG.atWarn().addKeyValue("reason", reason).log("the rule cannot be as it should be");
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
      LOG.atWarn().addKeyValue("change", change.sentence()).log("the rule was mended");
    }
    return Outcome.MENDED;
  }

  private Outcome tell(List<RuleChange> changes) {
    LOG.atWarn()
        .addKeyValue("changes", changes.stream().map(RuleChange::sentence).toList())
        .log("the rule is not as it should be; dry run: it is left so");
    return Outcome.WRONG;
  }

  private static Outcome failed(String reason) {
    LOG.atWarn().addKeyValue("reason", reason).log("the rule could not be looked at or mended");
    return Outcome.FAILED;
  }
}
