package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.app.RuleWiring;
import io.github.ecstasktracker.app.aws.AwsClients;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.app.config.OutputFormat;
import io.github.ecstasktracker.command.doctor.Finding;
import io.github.ecstasktracker.eventrule.EventRule;
import io.github.ecstasktracker.eventrule.RuleChange;
import io.github.ecstasktracker.eventrule.RulePlan;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;

/**
 * Shows, plans or applies the EventBridge rule for ECS events. Only {@link Mode#APPLY} writes, and
 * only what differs.
 */
final class TriggersCommand implements Command {
  private final Mode mode;

  TriggersCommand(Mode mode) {
    this.mode = mode;
  }

  /** The subcommand. */
  enum Mode {
    PLAN,
    APPLY,
    SHOW
  }

  @Override
  public int execute(Config config, Console console) {
    try (AwsClients clients =
        new AwsClients(
            config.scope().region(),
            new SimpleMeterRegistry(),
            MonotonicClock.SYSTEM,
            (service, operation) -> {})) {
      EventRule rule = RuleWiring.of(config, clients);
      EventRule.State state = require(rule.read());
      Telling telling =
          config.output().format() == OutputFormat.JSON
              ? new Telling.AsJson(console, state)
              : new Telling.AsText(console);
      return mode == Mode.SHOW ? shown(state, telling) : judged(rule, state, telling);
    }
  }

  private static int shown(EventRule.State state, Telling telling) {
    state.lines().forEach(telling::line);
    telling.end(Optional.empty());
    return ExitCode.OK;
  }

  private int judged(EventRule rule, EventRule.State state, Telling telling) {
    return switch (state.plan()) {
      case RulePlan.Impossible(String reason) -> {
        telling.end(Optional.empty());
        throw new CommandFailure(reason);
      }
      case RulePlan.InPlace _ -> {
        telling.line("rule " + state.rule() + " is as it should be");
        telling.end(Optional.empty());
        yield ExitCode.OK;
      }
      case RulePlan.Differs(List<RuleChange> changes) when mode == Mode.APPLY -> {
        apply(rule, changes, telling);
        yield ExitCode.OK;
      }
      case RulePlan.Differs(List<RuleChange> changes) -> {
        changes.forEach(change -> telling.line(change.sentence()));
        telling.end(Optional.empty());
        yield ExitCode.FINDINGS;
      }
    };
  }

  /**
   * Each change is reported once it was made, so that the output is correct even if the next one
   * fails.
   */
  private static void apply(EventRule rule, List<RuleChange> changes, Telling telling) {
    for (RuleChange change : changes) {
      Result<RuleChange> outcome = rule.apply(change);
      if (outcome instanceof Result.Failed<RuleChange>(String reason, boolean throttled)) {
        telling.end(Optional.of(reason));
      }
      require(outcome);
      telling.made(change);
    }
    telling.end(Optional.empty());
  }

  private static <T> T require(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T>(String reason, boolean throttled) ->
          throw new CommandFailure(reason + " - " + Finding.failed("triggers", reason).mend());
    };
  }

  /** Writes progress and results to standard output. */
  private interface Telling {
    /** Reports a line of text output only. */
    void line(String line);

    void made(RuleChange change);

    /** Reports the final result, once. */
    void end(Optional<String> failure);

    /** Text output, written immediately. */
    record AsText(Console console) implements Telling {
      @Override
      public void line(String line) {
        console.out().println(line);
      }

      @Override
      public void made(RuleChange change) {
        line(change.sentence());
      }

      @Override
      public void end(Optional<String> failure) {}
    }

    /** JSON output, one document at the end. */
    final class AsJson implements Telling {
      private final Console console;
      private final EventRule.State state;
      private int made;

      AsJson(Console console, EventRule.State state) {
        this.console = console;
        this.state = state;
      }

      @Override
      public void line(String line) {}

      @Override
      public void made(RuleChange change) {
        made++;
      }

      @Override
      public void end(Optional<String> failure) {
        console.out().print(state.json(made, failure));
        console.out().flush();
      }
    }
  }
}
