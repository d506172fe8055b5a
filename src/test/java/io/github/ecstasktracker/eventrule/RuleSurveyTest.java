package io.github.ecstasktracker.eventrule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.bus.Rules;
import io.github.ecstasktracker.simulation.wire.RealClients;
import io.github.ecstasktracker.simulation.wire.SimulatedAwsServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.Target;

class RuleSurveyTest {
  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(3);
  private final SimulatedAwsServer server = new SimulatedAwsServer(account);
  private final RealClients clients = new RealClients(server.url());

  @AfterEach
  void close() {
    clients.close();
    server.close();
  }

  @Test
  void moreRulesThanOnePageHas_areAllLookedAt() {
    account.events().deadLetters("events", "dead", 5);
    String url = account.events().queueUrl("events");
    account.locked(() -> IntStream.range(0, 10).mapToObj(this::disabled).toList());
    RuleSurvey survey =
        new RuleSurvey(
            clients.events(),
            clients.sqs(),
            clients::sns,
            () -> new Result.Ok<>(new ClusterArns("arn:aws:ecs:eu-west-1:1:", List.of("demo"))));

    assertThat(survey.ofQueue(url))
        .isInstanceOfSatisfying(
            Result.Ok.class,
            ok ->
                assertThat((List<?>) ok.value())
                    .filteredOn(symptom -> symptom.toString().contains("is disabled"))
                    .hasSize(10));
  }

  private Rules.Rule disabled(int number) {
    Rules.Rule rule = account.rules().obtain("rule-" + number);
    rule.pattern = "{\"source\":[\"aws.ecs\"]}";
    rule.enabled = false;
    rule.targets.put(
        "t", Target.builder().id("t").arn("arn:aws:sqs:eu-west-1:111122223333:events").build());
    return rule;
  }
}
