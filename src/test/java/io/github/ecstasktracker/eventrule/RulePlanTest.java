package io.github.ecstasktracker.eventrule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulePlanTest {
  private static final String RULE = "arn:aws:events:eu-west-1:1:rule/r";
  private static final Endpoint QUEUE = queue("events");

  @Test
  void fullRule_isNoPlaceForAnotherTarget() {
    List<KnownTarget> five = IntStream.range(0, 5).mapToObj(i -> target("t" + i, "a" + i)).toList();

    assertThat(plan(wanted(QUEUE, 1), five)).isInstanceOf(RulePlan.Impossible.class);
    assertThat(plan(wanted(QUEUE, 1), five.subList(1, 5))).isInstanceOf(RulePlan.Differs.class);
  }

  @Test
  void fifoQueue_isRefused() {
    assertThat(plan(wanted(queue("events.fifo"), 1), List.of()))
        .isInstanceOfSatisfying(
            RulePlan.Impossible.class, it -> assertThat(it.reason()).contains("FIFO"));
  }

  @Test
  void moreClustersThanAPatternHolds_areRefused() {
    assertThat(plan(wanted(QUEUE, 9), List.of())).isInstanceOf(RulePlan.Differs.class);
    assertThat(plan(wanted(QUEUE, 40), List.of()))
        .isInstanceOfSatisfying(
            RulePlan.Impossible.class, it -> assertThat(it.reason()).contains("40 clusters"));
  }

  @Test
  void idOfAnothersTarget_isNotTaken() {
    RulePlan plan = plan(wanted(QUEUE, 1), List.of(target(RuleWanted.TARGET_ID, "another")));

    assertThat(plan)
        .isInstanceOfSatisfying(
            RulePlan.Differs.class,
            it ->
                assertThat(it.changes().getLast().sentence())
                    .startsWith("+ target ecs-task-tracker-2 "));
  }

  @Test
  void policyThatIsNone_isRefused() {
    RuleFound found =
        new RuleFound(Optional.empty(), List.of(), Optional.of("nonsense"), Optional.empty());

    assertThat(RulePlan.of(wanted(QUEUE, 1), found)).isInstanceOf(RulePlan.Impossible.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"Service\":\"events.amazonaws.com\"} | \"sqs:SendMessage\" | {} | true",
        "{\"Service\":[\"a\",\"events.amazonaws.com\"]} | [\"SQS:*\"] | {} | true",
        "\"*\" | \"sqs:sendmessage\" | {\"ArnLike\":{\"aws:SourceArn\":\"" + RULE + "\"}} | true",
        "\"*\" | \"*\" | {\"ArnLike\":{\"AWS:SourceArn\":[\"arn:aws:events:*\"]}} | true",
        "\"*\" | \"*\" | {\"ArnEquals\":{\"aws:SourceArn\":\"" + RULE + "2\"}} | false",
        "\"*\" | \"*\" | {\"StringEquals\":{\"aws:SourceAccount\":\"1\"}} | false",
        "\"*\" | \"sqs:ReceiveMessage\" | {} | false",
        "{\"Service\":\"sns.amazonaws.com\"} | \"*\" | {} | false",
        "{\"AWS\":\"*\"} | \"*\" | {} | true",
      })
  void statement_letsTheRuleSendOrNot(
      String principal, String action, String condition, boolean lets) {
    String policy =
        ("{\"Statement\":[{\"Effect\":\"Allow\",\"Resource\":\"arn:aws:sqs:*\",\"Principal\":%s,"
                + "\"Action\":%s,\"Condition\":%s}]}")
            .formatted(principal, action, condition);

    assertThat(ResourcePolicy.of(Optional.of(policy)).orElseThrow().lets(RULE, QUEUE))
        .isEqualTo(lets);
  }

  @Test
  void ownStatement_isReplacedAndOthersStay() throws Exception {
    String theirs = "{\"Version\":\"2008-10-17\",\"Id\":\"x\",\"Statement\":[{\"Sid\":\"a\"}]}";
    String once = letting(theirs, RULE);
    String twice = letting(letting(once, RULE), RULE + "-of-another-deployment");

    assertThat(new ObjectMapper().readTree(twice).path("Statement")).hasSize(3);
    assertThat(twice).startsWith("{\"Version\":\"2008-10-17\",\"Id\":\"x\"");
    ResourcePolicy policy = ResourcePolicy.of(Optional.of(twice)).orElseThrow();
    assertThat(policy.lets(RULE, QUEUE)).isTrue();
    assertThat(policy.lets(RULE, queue("another"))).isFalse();
  }

  private static String letting(String policy, String rule) {
    return ResourcePolicy.of(Optional.of(policy)).orElseThrow().letting(rule, QUEUE);
  }

  private static RulePlan plan(RuleWanted wanted, List<KnownTarget> targets) {
    return RulePlan.of(
        wanted, new RuleFound(Optional.empty(), targets, Optional.empty(), Optional.empty()));
  }

  private static RuleWanted wanted(Endpoint target, int clusters) {
    List<String> names = IntStream.range(0, clusters).mapToObj(i -> "cluster-" + i).toList();
    return new RuleWanted(
        "r", new ClusterArns("arn:aws:ecs:eu-west-1:1:", names), target, Optional.empty());
  }

  private static KnownTarget target(String id, String arn) {
    return new KnownTarget(id, arn, true, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Endpoint queue(String name) {
    return new Endpoint(Endpoint.Kind.QUEUE, "arn:aws:sqs:eu-west-1:1:" + name, "https://" + name);
  }
}
