package io.github.ecstasktracker.app;

import io.github.ecstasktracker.app.aws.AwsClients;
import io.github.ecstasktracker.app.aws.Caller;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.eventrule.ClusterArns;
import io.github.ecstasktracker.eventrule.EventRule;
import io.github.ecstasktracker.eventrule.RuleSurvey;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.trigger.TopicArn;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sts.StsClient;

/** Creates the configured EventBridge rule with its clients. */
public final class RuleWiring {
  private RuleWiring() {}

  /** Creates the rule; makes no AWS call. */
  public static EventRule of(Config config, AwsClients clients) {
    StsClient sts = clients.sts();
    Config.Triggers triggers = config.triggers();
    return new EventRule(
        clients.events(),
        clients.sqs(),
        () -> clients.sns(triggers.topicArns().getFirst().region()),
        new EventRule.Order(
            () -> clusters(config, sts),
            triggers.queueUrl().map(URI::toString),
            triggers.topicArns().stream().findFirst().map(TopicArn::text),
            triggers.rule().name(),
            triggers.rule().deadLetterArn()));
  }

  /**
   * Checks how events reach the topic, which may feed the queue, or else the queue. Empty if
   * neither is configured.
   */
  public static Optional<Supplier<Result<List<RuleSurvey.Symptom>>>> survey(
      Config config, AwsClients clients) {
    Optional<String> queue = config.triggers().queueUrl().map(URI::toString);
    Optional<TopicArn> topic = config.triggers().topicArns().stream().findFirst();
    if (queue.isEmpty() && topic.isEmpty()) {
      return Optional.empty();
    }
    StsClient sts = clients.sts();
    RuleSurvey survey =
        new RuleSurvey(
            clients.events(),
            clients.sqs(),
            () -> clients.sns(topic.orElseThrow().region()),
            () -> clusters(config, sts));
    return Optional.of(
        topic
            .<Supplier<Result<List<RuleSurvey.Symptom>>>>map(
                arn -> () -> survey.ofTopic(arn.text()))
            .orElseGet(() -> () -> survey.ofQueue(queue.orElseThrow())));
  }

  /** The clusters as events name them. */
  static Result<ClusterArns> clusters(Config config, StsClient sts) {
    return Caller.ask(sts, InstantSource.system())
        .map(
            caller ->
                ClusterArns.of(
                    caller.arn(),
                    caller.account(),
                    config.scope().region(),
                    config.scope().clusters()));
  }
}
