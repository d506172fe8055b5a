package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.docs.Markers;
import io.github.ecstasktracker.simulation.RealTimeDriver;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.bus.Rules;
import io.github.ecstasktracker.simulation.bus.SimulatedQueue;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.wire.SimulatedAwsServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** The command as it is shipped, over the real SDK, against the simulated account. */
@ExtendWith(FreshLog.class)
class TriggersCommandTest {
  private static final Map<String, String> PROPERTIES =
      Map.of("aws.accessKeyId", "test", "aws.secretAccessKey", "test");
  private static final Path PAGE = Path.of("docs", "operations.md");
  private static final String RULE = "ecs-task-tracker-events";
  private static final String OTHERS =
      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Sid\":\"Theirs\",\"Effect\":\"Allow\","
          + "\"Principal\":{\"AWS\":\"111122223333\"},\"Action\":\"sqs:*\",\"Resource\":\"*\"}}";

  private final SimulatedAccount account = SimulatedAccount.inRealTime(7);
  private final RealTimeDriver driver = new RealTimeDriver(account);
  private SimulatedAwsServer server;
  private String queueUrl;

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void stage() {
    server = new SimulatedAwsServer(account);
    PROPERTIES.forEach(System::setProperty);
    System.setProperty("aws.endpointUrl", server.url().toString());
    account.events().deadLetters("events", "dead", 5);
    queueUrl = account.events().queueUrl("events");
    account.cluster("demo").hosts(1);
  }

  @AfterEach
  void clear() {
    PROPERTIES.keySet().forEach(System::clearProperty);
    System.clearProperty("aws.endpointUrl");
    driver.close();
    server.close();
  }

  @Test
  void plan_showsWhatIsMissingAndWritesNothing() {
    Ended ended = queue("plan");

    assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ended.out().lines())
        .containsExactly(
            "~ queue events: add a statement to its policy that lets the rule send",
            "~ queue dead: add a statement to its policy that lets the rule send",
            "+ rule " + RULE + ": create it",
            "+ target ecs-task-tracker of rule "
                + RULE
                + ": send to arn:aws:sqs:eu-west-1:111122223333:events");
    assertThat(account.counters().mutatingCalls()).isZero();
    assertThat(server.refused()).isZero();
  }

  @Test
  void apply_makesItOnceAndThenWritesNothing() {
    assertThat(queue("apply").code()).isEqualTo(ExitCode.OK);
    account.counters().reset();

    assertThat(queue("apply").out()).isEqualTo("rule " + RULE + " is as it should be\n");
    assertThat(queue("plan").code()).isEqualTo(ExitCode.OK);
    assertThat(account.counters().mutatingCalls()).isZero();
    Target target = rule().targets.get("ecs-task-tracker");
    assertThat(target.retryPolicy().maximumEventAgeInSeconds()).isEqualTo(300);
    assertThat(target.retryPolicy().maximumRetryAttempts()).isEqualTo(10);
    assertThat(target.deadLetterConfig().arn()).endsWith(":dead");
    assertThat(policy("events").orElseThrow())
        .contains("sqs:SendMessage", "\"aws:SourceArn\":\"" + Identity.DEFAULT.rule(RULE) + "\"");
  }

  @Test
  void appliedRule_letsTheClustersEventsThroughAndNoOthers() {
    queue("apply");
    account.cluster("other").hosts(1).service("api").bridge(80).tasks(1);
    Awaitility.await().until(account::steady);
    assertThat(account.events().undeleted("events")).isZero();

    account.cluster("demo").service("web").bridge(80).tasks(1);

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> account.events().undeleted("events") > 0);
  }

  @Test
  void topic_isATargetToo() {
    String arn = account.events().toTopic("changes").topicArn("changes");

    assertThat(run("apply", "--topic-arn", arn).code()).isEqualTo(ExitCode.OK);

    assertThat(run("plan", "--topic-arn", arn).out())
        .isEqualTo("rule ecs-task-tracker-changes is as it should be\n");
    Optional<String> policy =
        account.locked(() -> account.wiring().topics().find(arn).orElseThrow().policy());
    assertThat(policy.orElseThrow()).contains("sns:Publish");
    assertThat(run("show", "--topic-arn", arn).out()).contains("undeliverable events are dropped");
  }

  @Test
  void whatIsOthers_stays() {
    account.locked(
        () -> {
          account.wiring().queues().obtain("events").policy(Optional.of(OTHERS));
          Rules.Rule rule = account.rules().obtain(RULE);
          rule.pattern = "{\"source\":[\"aws.ecs\"]}";
          rule.description = Optional.of("made by hand");
          rule.targets.put(
              "theirs", Target.builder().id("theirs").arn("arn:aws:sqs:x:1:y").build());
          return rule;
        });

    assertThat(queue("apply").code()).isEqualTo(ExitCode.OK);

    assertThat(policy("events").orElseThrow()).contains("\"Theirs\"", "EcsTaskTracker");
    assertThat(rule().targets).containsOnlyKeys("theirs", "ecs-task-tracker");
    assertThat(rule().description).contains("made by hand");
    assertThat(rule().pattern).contains("cluster/demo");
  }

  @ParameterizedTest
  @CsvSource({
    "disabled, 1, PutRule",
    "pattern, 1, PutRule",
    "transformed, 1, PutTargets",
    "retries, 1, PutTargets",
    "dead letters, 1, PutTargets",
    "policy, 1, SetQueueAttributes",
  })
  void oneDifference_isOneLineAndOneWrite(String what, int lines, String write) {
    queue("apply");
    account.locked(() -> spoil(what));

    Ended plan = queue("plan");
    assertThat(plan.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(plan.out().lines()).hasSize(lines);
    account.counters().reset();
    assertThat(queue("apply").out()).isEqualTo(plan.out());

    assertThat(account.counters().mutatingCalls()).isEqualTo(1);
    assertThat(account.counters().byOperation().keySet()).anyMatch(name -> name.endsWith(write));
    assertThat(queue("plan").code()).isEqualTo(ExitCode.OK);
  }

  private boolean spoil(String what) {
    Rules.Rule rule = rule();
    Target target = rule.targets.get("ecs-task-tracker");
    switch (what) {
      case "disabled" -> rule.enabled = false;
      case "pattern" -> rule.pattern = rule.pattern.replace("demo", "another");
      case "transformed" -> put(rule, target.toBuilder().inputPath("$.detail").build());
      case "retries" ->
          put(rule, target.toBuilder().retryPolicy(r -> r.maximumRetryAttempts(3)).build());
      case "dead letters" ->
          put(rule, target.toBuilder().deadLetterConfig(d -> d.arn("arn:x")).build());
      case "policy" -> account.wiring().queues().obtain("events").policy(Optional.empty());
      default -> throw new IllegalArgumentException(what);
    }
    return true;
  }

  private static void put(Rules.Rule rule, Target target) {
    rule.targets.put(target.id(), target);
  }

  @Test
  void targetThatIsRefused_isAnErrorThoughTheCallWasAnswered() {
    account.faults().plant(Operation.PUT_TARGETS, FaultKind.CONFLICT, 1);

    Ended ended = queue("apply");

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .contains("PutTargets: ConcurrentModificationException");
    assertThat(ended.out()).as("what was made is told").contains("+ rule " + RULE);
    assertThat(queue("apply").code()).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "sts, GetCallerIdentity, GetCallerIdentity",
    "sqs, GetQueueAttributes, allow sqs:GetQueueAttributes",
    "sqs, GetQueueUrl, allow sqs:GetQueueUrl",
    "events, DescribeRule, allow events:DescribeRule",
    "sqs, SetQueueAttributes, allow sqs:SetQueueAttributes",
    "events, PutRule, allow events:PutRule",
    "events, PutTargets, allow events:PutTargets",
  })
  void refusedCall_isOneLineThatNamesTheAction(String service, String operation, String told) {
    account.faults().rate(new Operation(service, operation), FaultKind.ACCESS_DENIED, 1);

    Ended ended = queue("apply");

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.err().lines()).singleElement().asString().contains(told);
  }

  @Test
  void ruleOfAnAwsService_isLeftAlone() {
    account.locked(
        () -> account.rules().obtain(RULE).managedBy = Optional.of("config.amazonaws.com"));

    assertThat(queue("plan").err()).contains("managed by config.amazonaws.com", "--rule-name");
    assertThat(queue("apply").code()).isEqualTo(ExitCode.ERROR);
    assertThat(account.counters().mutatingCalls()).isZero();
  }

  @Test
  void queueThatIsMissing_isAnError() {
    Ended ended = run("show", "--queue-url", queueUrl + "-2");

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.err()).contains("GetQueueAttributes", "QueueDoesNotExist");
  }

  @Test
  void show_tellsAllOfIt() {
    assertThat(queue("show").out()).contains("there is none", "does not let the rule send");
    queue("apply");

    assertThat(queue("show").out())
        .contains("enabled", "cluster/demo", "300 s, 10 times", ":dead", "lets the rule send");
  }

  @Test
  void queuesWhoseNamesDifferAtTheEnd_haveRulesOfTheirOwn() throws Exception {
    String name = "q".repeat(70);
    List<String> rules = new ArrayList<>();
    for (String queue : List.of(name + "-blue", name + "-green")) {
      account.events().deadLetters(queue, "dead", 5);
      Ended ended =
          run("plan", "--queue-url", account.events().queueUrl(queue), "--output", "json");
      rules.add(json(ended).at("/rule/name").asText());
    }

    assertThat(rules).doesNotHaveDuplicates().allMatch(rule -> rule.length() == 64);
  }

  @Test
  void plan_asJson_isTheExampleOfThePage() throws Exception {
    String page = Files.readString(PAGE);
    Ended ended = run("plan", "--queue-url", queueUrl, "--output", "json");

    assertThat(ended.code()).isEqualTo(ExitCode.FINDINGS);
    String now = Markers.replace(page, "triggers", "\n```json\n" + ended.out() + "```\n\n");
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, now);
    } else {
      assertThat(now).as("-Ddocs.write=true rewrites it").isEqualTo(page);
    }
  }

  @Test
  void apply_asJson_marksWhatWasMade_alsoWhereTheNextFails() throws Exception {
    account.faults().plant(Operation.PUT_TARGETS, FaultKind.CONFLICT, 1);
    Ended failed = run("apply", "--queue-url", queueUrl, "--output", "json");

    assertThat(failed.code()).isEqualTo(ExitCode.ERROR);
    assertThat(failed.err()).contains("ConcurrentModificationException");
    assertThat(json(failed).findValuesAsText("made"))
        .containsExactly("true", "true", "true", "false");
    assertThat(json(failed).path("problem").asText()).contains("ConcurrentModificationException");

    Ended mended = run("apply", "--queue-url", queueUrl, "--output", "json");
    assertThat(mended.code()).isEqualTo(ExitCode.OK);
    assertThat(json(mended).findValuesAsText("made")).containsExactly("true");

    Ended after = run("show", "--queue-url", queueUrl, "--output", "json");
    assertThat(after.code()).isEqualTo(ExitCode.OK);
    assertThat(json(after).path("changes")).isEmpty();
    assertThat(json(after).path("problem").isNull()).isTrue();
    assertThat(json(after).at("/rule/state").asText()).isEqualTo("enabled");
    assertThat(json(after).at("/targets/0/ageSeconds").asInt()).isEqualTo(300);
    assertThat(json(after).findValuesAsText("letsTheRuleSend")).containsExactly("true", "true");
  }

  @Test
  void plan_asJson_ruleOfAnAwsService_tellsTheProblem() throws Exception {
    account.locked(
        () -> account.rules().obtain(RULE).managedBy = Optional.of("config.amazonaws.com"));
    Ended ended = run("plan", "--queue-url", queueUrl, "--output", "json");

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(json(ended).path("problem").asText()).contains("managed by config.amazonaws.com");
    assertThat(json(ended).path("changes")).isEmpty();
  }

  private static JsonNode json(Ended ended) throws Exception {
    return new ObjectMapper().readTree(ended.out());
  }

  private Ended queue(String mode) {
    return run(mode, "--queue-url", queueUrl);
  }

  private Ended run(String mode, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            Map.of("REGION", "eu-west-1", "CLUSTER", "demo", "ECS_TASK_TRACKER_LOG_LEVEL", "error"),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    List<String> line = new ArrayList<>(List.of("triggers", mode));
    line.addAll(List.of(words));
    int code = new App(Commands.ofProcess()).run(console, line.toArray(String[]::new));
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Rules.Rule rule() {
    return account.locked(() -> account.rules().find(RULE).orElseThrow());
  }

  private Optional<String> policy(String queue) {
    SimulatedQueue found = account.locked(() -> account.wiring().queues().obtain(queue));
    return account.locked(found::policy);
  }
}
