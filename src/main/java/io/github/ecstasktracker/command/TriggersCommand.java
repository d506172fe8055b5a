package io.github.ecstasktracker.command;

import io.github.ecstasktracker.command.aws.AwsClients;
import io.github.ecstasktracker.command.config.Config;
import io.github.ecstasktracker.command.doctor.Finding;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.trigger.rule.EventRule;
import io.github.ecstasktracker.trigger.rule.RuleChange;
import io.github.ecstasktracker.trigger.rule.RulePlan;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;

/**
 * The rule that tells of ECS's changes: what there is, what is to be changed, and the change. Only
 * {@link Mode#APPLY} writes, and only what differs.
 */
final class TriggersCommand implements Command {
  private final Mode mode;

  TriggersCommand(Mode mode) {
    this.mode = mode;
  }

  /** Which of the three. */
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
      EventRule.Look look = require(rule.look());
      if (mode == Mode.SHOW) {
        look.lines().forEach(console.out()::println);
        return ExitCode.OK;
      }
      return switch (look.plan()) {
        case RulePlan.Impossible(String reason) -> throw new CommandFailure(reason);
        case RulePlan.InPlace _ -> {
          console.out().println("rule " + look.rule() + " is as it should be");
          yield ExitCode.OK;
        }
        case RulePlan.Differs(List<RuleChange> changes) -> {
          if (mode == Mode.APPLY) {
            apply(rule, changes, console);
            yield ExitCode.OK;
          }
          changes.forEach(change -> console.out().println(change.sentence()));
          yield ExitCode.FINDINGS;
        }
      };
    }
  }

  /** Each is told once it is made, so that what is told is true where the next one fails. */
  private static void apply(EventRule rule, List<RuleChange> changes, Console console) {
    for (RuleChange change : changes) {
      require(rule.apply(change));
      console.out().println(change.sentence());
    }
  }

  private static <T> T require(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T>(String reason, boolean throttled) ->
          throw new CommandFailure(reason + " - " + Finding.failed("triggers", reason).mend());
    };
  }
}
