package io.github.ecstasktracker.command;

import io.github.ecstasktracker.command.aws.AwsClients;
import io.github.ecstasktracker.command.aws.Caller;
import io.github.ecstasktracker.command.config.Config;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.trigger.TopicArn;
import io.github.ecstasktracker.trigger.rule.ClusterArns;
import io.github.ecstasktracker.trigger.rule.EventRule;
import java.net.URI;
import java.time.InstantSource;
import software.amazon.awssdk.services.sts.StsClient;

/** The rule that a configuration speaks of, over its clients. */
final class RuleWiring {
  private RuleWiring() {}

  /** Makes it; calls nothing. */
  static EventRule of(Config config, AwsClients clients) {
    StsClient sts = clients.sts();
    Config.Triggers triggers = config.triggers();
    return new EventRule(
        clients.events(),
        clients.sqs(),
        () -> clients.sns(new TopicArn(triggers.topicArns().getFirst()).region()),
        new EventRule.Order(
            () -> clusters(config, sts),
            triggers.queueUrl().map(URI::toString),
            triggers.topicArns().stream().findFirst(),
            triggers.rule().name(),
            triggers.rule().deadLetterArn()));
  }

  /** As the events name them. */
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
