package io.github.ecstasktracker.eventrule;

import io.github.ecstasktracker.model.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The rule that feeds the queue or topic: reads it, reports differences and writes only those. It
 * never removes other owners' statements, targets or rules.
 */
public final class EventRule {
  private static final int NAME_MAX = 64;

  private final Rules rules;
  private final Endpoints endpoints;
  private final Order order;

  public EventRule(EventBridgeClient events, SqsClient sqs, Supplier<SnsClient> sns, Order order) {
    this.rules = new Rules(events);
    this.endpoints = new Endpoints(sqs, sns);
    this.order = order;
  }

  /**
   * The configuration of the rule.
   *
   * @param clusters supplied on demand, because finding the account needs an AWS call
   * @param queueUrl the target queue; if empty, the topic is the target
   * @param topicArn the target topic if no queue is given
   * @param name name of the rule; empty to derive it from the target
   * @param deadLetterArn empty to use the queue's own dead letter queue
   */
  public record Order(
      Supplier<Result<ClusterArns>> clusters,
      Optional<String> queueUrl,
      Optional<String> topicArn,
      Optional<String> name,
      Optional<String> deadLetterArn) {
    public Order {
      if (queueUrl.isEmpty() && topicArn.isEmpty()) {
        throw new IllegalArgumentException("a rule needs a queue or a topic");
      }
    }
  }

  /** Desired and actual state as of one read. */
  public static final class State {
    private final RuleWanted wanted;
    private final RuleFound found;

    State(RuleWanted wanted, RuleFound found) {
      this.wanted = wanted;
      this.found = found;
    }

    public String rule() {
      return wanted.name();
    }

    public RulePlan plan() {
      return RulePlan.of(wanted, found);
    }

    /** Everything as text. */
    public List<String> lines() {
      return RuleText.of(wanted, found);
    }

    /**
     * Everything and the pending changes as JSON.
     *
     * @param made how many of the plan's changes were made since
     * @param failure why the next one failed
     */
    public String json(int made, Optional<String> failure) {
      return RuleJson.of(wanted, found, made, failure);
    }
  }

  /** Reads the rule; writes nothing. */
  public Result<State> read() {
    Result<Endpoints.Found> target =
        order.queueUrl().isPresent()
            ? endpoints.queue(order.queueUrl().get())
            : endpoints.topic(order.topicArn().orElseThrow());
    return switch (target) {
      case Result.Failed<Endpoints.Found> failed -> failed.as();
      case Result.Ok<Endpoints.Found>(Endpoints.Found found) -> read(found);
    };
  }

  /** Applies one change of a plan. */
  public Result<RuleChange> apply(RuleChange change) {
    Result<?> outcome =
        switch (change) {
          case RuleChange.Allow allow -> endpoints.policy(allow.endpoint(), allow.policy());
          case RuleChange.Put put -> rules.put(put.name(), put.rule());
          case RuleChange.Send send -> rules.put(send.name(), send.target());
        };
    return outcome.map(_ -> change);
  }

  private Result<State> read(Endpoints.Found target) {
    Optional<String> letters = order.deadLetterArn().or(target::redriveArn);
    if (letters.isEmpty()) {
      return read(target, Optional.empty());
    }
    return switch (endpoints.queueOf(letters.get())) {
      case Result.Failed<Endpoints.Found> failed -> failed.as();
      case Result.Ok<Endpoints.Found>(Endpoints.Found found) -> read(target, Optional.of(found));
    };
  }

  private Result<State> read(Endpoints.Found target, Optional<Endpoints.Found> deadLetters) {
    return switch (order.clusters().get()) {
      case Result.Failed<ClusterArns> failed -> failed.as();
      case Result.Ok<ClusterArns>(ClusterArns clusters) ->
          read(
              new RuleWanted(
                  order.name().orElseGet(() -> nameFor(target.endpoint())),
                  clusters,
                  target.endpoint(),
                  deadLetters.map(Endpoints.Found::endpoint)),
              target.policy(),
              deadLetters.flatMap(Endpoints.Found::policy));
    };
  }

  private Result<State> read(
      RuleWanted wanted, Optional<String> policy, Optional<String> deadLetterPolicy) {
    return switch (rules.rule(wanted.name())) {
      case Result.Failed<Optional<KnownRule>> failed -> failed.as();
      case Result.Ok<Optional<KnownRule>>(Optional<KnownRule> rule) ->
          (rule.isEmpty()
                  ? new Result.Ok<List<KnownTarget>>(List.of())
                  : rules.targets(wanted.name()))
              .map(
                  targets ->
                      new State(wanted, new RuleFound(rule, targets, policy, deadLetterPolicy)));
    };
  }

  /**
   * Derives the rule's name from the target, which belongs to one deployment, so that two
   * deployments do not share a rule, even if their names differ only in the truncated part.
   */
  private static String nameFor(Endpoint target) {
    String name = "ecs-task-tracker-" + target.name();
    if (name.length() <= NAME_MAX) {
      return name;
    }
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    String end = "-%08x".formatted(sum.getValue());
    return name.substring(0, NAME_MAX - end.length()) + end;
  }
}
