package io.github.ecstasktracker.eventrule;

import io.github.ecstasktracker.model.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** EventBridge rules of the default bus: one call per method, with a failure as a result. */
final class Rules {
  /** Page limit: a rule has at most five targets, and a queue few rules. */
  private static final int PAGES_MAX = 10;

  private final EventBridgeClient events;

  Rules(EventBridgeClient events) {
    this.events = events;
  }

  Result<Optional<KnownRule>> rule(String name) {
    return Attempts.of(
        "DescribeRule",
        () -> {
          try {
            return Optional.of(rule(events.describeRule(request -> request.name(name))));
          } catch (ResourceNotFoundException _) {
            return Optional.empty();
          }
        });
  }

  Result<List<KnownTarget>> targets(String name) {
    return Attempts.of(
        "ListTargetsByRule",
        () -> {
          List<KnownTarget> targets = new ArrayList<>();
          Optional<String> token = Optional.empty();
          for (int page = 0; page < PAGES_MAX; page++) {
            String next = token.orElse(null);
            ListTargetsByRuleResponse answer =
                events.listTargetsByRule(request -> request.rule(name).nextToken(next));
            answer.targets().forEach(target -> targets.add(target(target)));
            token = Optional.ofNullable(answer.nextToken());
            if (token.isEmpty()) {
              break;
            }
          }
          return targets;
        });
  }

  /** The names of all rules with this target, whoever created them. */
  Result<List<String>> leadingTo(String targetArn) {
    return Attempts.of(
        "ListRuleNamesByTarget",
        () -> {
          List<String> names = new ArrayList<>();
          Optional<String> token = Optional.empty();
          for (int page = 0; page < PAGES_MAX; page++) {
            String next = token.orElse(null);
            ListRuleNamesByTargetResponse answer =
                events.listRuleNamesByTarget(
                    request -> request.targetArn(targetArn).nextToken(next));
            names.addAll(answer.ruleNames());
            token = Optional.ofNullable(answer.nextToken());
            if (token.isEmpty()) {
              break;
            }
          }
          return names;
        });
  }

  Result<String> put(String name, KnownRule rule) {
    return Attempts.of(
        "PutRule",
        () ->
            events
                .putRule(
                    request ->
                        request
                            .name(name)
                            .eventPattern(rule.pattern().orElse(null))
                            .state(RuleState.ENABLED)
                            .description(rule.description().orElse(null))
                            .roleArn(rule.roleArn().orElse(null))
                            .scheduleExpression(rule.schedule().orElse(null)))
                .ruleArn());
  }

  /** EventBridge answers 200 even if it refused the target; FailedEntries shows that. */
  Result<String> put(String name, KnownTarget target) {
    Result<PutTargetsResponse> put =
        Attempts.of(
            "PutTargets",
            () -> events.putTargets(request -> request.rule(name).targets(target(target))));
    return switch (put) {
      case Result.Failed<PutTargetsResponse> failed -> failed.as();
      case Result.Ok<PutTargetsResponse>(PutTargetsResponse answer)
          when answer.failedEntryCount() != null && answer.failedEntryCount() > 0 ->
          new Result.Failed<>("PutTargets: " + reason(answer.failedEntries()), false);
      case Result.Ok<PutTargetsResponse> _ -> new Result.Ok<>(target.id());
    };
  }

  private static String reason(List<PutTargetsResultEntry> failed) {
    return failed.isEmpty()
        ? "EventBridge gives no reason"
        : failed.getFirst().errorCode() + ": " + failed.getFirst().errorMessage();
  }

  private static KnownRule rule(DescribeRuleResponse rule) {
    return new KnownRule(
        Optional.ofNullable(rule.eventPattern()),
        rule.state() != RuleState.DISABLED,
        Optional.ofNullable(rule.description()),
        Optional.ofNullable(rule.roleArn()),
        Optional.ofNullable(rule.scheduleExpression()),
        Optional.ofNullable(rule.managedBy()));
  }

  private static KnownTarget target(Target target) {
    return new KnownTarget(
        target.id(),
        target.arn(),
        target.input() == null
            && target.inputPath() == null
            && target.inputTransformer() == null
            && target.roleArn() == null,
        Optional.ofNullable(target.retryPolicy()).map(retry -> retry.maximumEventAgeInSeconds()),
        Optional.ofNullable(target.retryPolicy()).map(retry -> retry.maximumRetryAttempts()),
        Optional.ofNullable(target.deadLetterConfig()).map(letters -> letters.arn()));
  }

  private static Target target(KnownTarget target) {
    Target.Builder builder =
        Target.builder()
            .id(target.id())
            .arn(target.arn())
            .retryPolicy(
                retry ->
                    retry
                        .maximumEventAgeInSeconds(target.ageSeconds().orElse(null))
                        .maximumRetryAttempts(target.attempts().orElse(null)));
    target.deadLetterArn().ifPresent(arn -> builder.deadLetterConfig(letters -> letters.arn(arn)));
    return builder.build();
  }
}
