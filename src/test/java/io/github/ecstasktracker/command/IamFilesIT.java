package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.app.Termination;
import io.github.ecstasktracker.app.config.Verb;
import io.github.ecstasktracker.iam.CallRecorder;
import io.github.ecstasktracker.iam.IamCall;
import io.github.ecstasktracker.iam.IamPolicy;
import io.github.ecstasktracker.iam.IamPolicy.Grant;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.scenario.Definition;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The policies of src/main/iam allow every call that the commands make in their scenarios, and
 * nothing more: each action of each statement is one that some call cannot do without.
 */
@ExtendWith({DynamoDbLocalExtension.class, FreshLog.class})
class IamFilesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String REGION = "eu-west-1";
  private static final String HISTORY = "history-under-policies";

  /** By the text of the grant: what no scenario makes happen for certain, and why it is needed. */
  private static final Map<String, String> NOT_IN_A_SCENARIO =
      Map.of(
          "run: sqs:ChangeMessageVisibility (OnlyWithQueueUrl)",
          "messages that are served late are kept longer, and those not served at the end are given"
              + " back: SqsPollerTest",
          "dry-run: sqs:ChangeMessageVisibility (OnlyWithQueueUrl)",
          "as run",
          "dry-run: dynamodb:GetItem (BackendsOneByOne)",
          "an item that an event reaches before the first scan has ended: KnownItemsTest");

  private static Stand stand;
  private static DynamoDbLocal local;
  private static final Map<String, Set<IamCall>> CALLS = new HashMap<>();

  /** Everything that each command does, once; a scenario is the union of its runs. */
  @BeforeAll
  static void record(DynamoDbLocal dynamo) throws Exception {
    local = dynamo;
    stand = new Stand(local);
    stand.account.cluster(Stand.CLUSTER).service("web").bridge(80).tasks(2);
    stand.account.cluster(Stand.CLUSTER).host("mi-0123456789abcdef0", "10.9.0.1");
    stand.account.cluster(Stand.CLUSTER).service("site").runs(Definition.anywhere(80)).tasks(1);
    stand.account.events().deadLetters("events", "dead", 5);
    stand.account.events().toQueue("events").toTopic("changes");
    await().atMost(PATIENCE).until(stand.account::steady);
    // A server that no task stands behind: whether its service is whole must be asked.
    stand.put(itemWithAGhost());

    CALLS.put("triggers", recorded(IamFilesIT::triggers));
    CALLS.put("doctor", recorded(IamFilesIT::doctor));
    CALLS.put("dry-run", recorded(() -> runs("--dry-run")));
    forget();
    CALLS.put("run", recorded(() -> runs("--publish-events", "orders")));
  }

  @AfterAll
  static void clear() {
    stand.dynamoDb.deleteTable(request -> request.tableName(HISTORY));
    stand.close();
  }

  static Stream<Grant> grants() {
    return Stream.of("run", "dry-run", "doctor", "triggers")
        .flatMap(file -> IamPolicy.grants(file).stream())
        .filter(grant -> !NOT_IN_A_SCENARIO.containsKey(grant.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "dry-run", "doctor", "triggers"})
  void everyRecordedCall_isAllowed(String file) {
    assertThat(CALLS.get(file)).isNotEmpty().allMatch(policy(file)::allows);
  }

  @ParameterizedTest
  @MethodSource("grants")
  void policyWithoutTheAction_refusesARecordedCall(Grant grant) {
    IamPolicy less = policy(grant.file()).without(grant);

    assertThat(CALLS.get(grant.file()))
        .as("all that was called")
        .anyMatch(call -> policy(grant.file()).allows(call) && !less.allows(call));
  }

  @Test
  void dryRun_mayWriteNothing() {
    assertThat(IamPolicy.grants("dry-run"))
        .extracting(Grant::action)
        .noneMatch(
            action -> action.matches("(dynamodb|events):(Put|Update|Delete|Create|BatchWrite).*"))
        .noneMatch(action -> action.contains(":Set"));
  }

  @Test
  void frontend_isNeverWrittenByIamItself() {
    String table = "arn:aws:dynamodb:eu-west-1:111122223333:table/" + stand.table;
    IamCall frontend =
        new IamCall(
            "dynamodb:UpdateItem", table, Map.of("dynamodb:LeadingKeys", List.of("web__frontend")));

    assertThat(policy("run").allows(frontend)).isFalse();
  }

  /** Many at a time are written of definitions alone. */
  @Test
  void lease_isNotWrittenAmongDefinitions() {
    String table = "arn:aws:dynamodb:eu-west-1:111122223333:table/" + stand.table + "-lease";
    IamCall lease =
        new IamCall(
            "dynamodb:BatchWriteItem",
            table,
            Map.of("dynamodb:LeadingKeys", List.of("definition/x", stand.table + "/epoch")));

    assertThat(policy("run").allows(lease)).isFalse();
  }

  private static IamPolicy policy(String file) {
    return IamPolicy.read(
        file,
        List.of(
            Map.entry("REGION", REGION),
            Map.entry("ACCOUNT", "111122223333"),
            Map.entry("CLUSTER", Stand.CLUSTER),
            Map.entry("LEASE_TABLE", stand.table + "-lease"),
            Map.entry("HISTORY_TABLE", HISTORY),
            Map.entry("TABLE", stand.table),
            Map.entry("QUEUE", "events"),
            Map.entry("DEAD_LETTERS", "dead"),
            Map.entry("TOPIC", "changes"),
            Map.entry("RULE", "tracker"),
            Map.entry("BUS", "orders"),
            Map.entry("NAMESPACE", "Tracker")));
  }

  /** Work that is to be recorded. */
  private interface Work {
    void run() throws Exception;
  }

  private static Set<IamCall> recorded(Work work) throws Exception {
    CallRecorder recorder = new CallRecorder(REGION, "111122223333");
    stand.server.watch(recorder);
    work.run();
    stand.server.watch((operation, body) -> {});
    return recorder.calls();
  }

  private static void triggers() {
    for (List<String> target : List.of(queue(), topic())) {
      for (Verb verb : List.of(Verb.TRIGGERS_APPLY, Verb.TRIGGERS_PLAN, Verb.TRIGGERS_SHOW)) {
        assertThat(stand.run(verb, words(target, "--rule-name", "tracker")).code()).isZero();
      }
    }
  }

  private static void doctor() {
    stand.run(Verb.DOCTOR, words(queue()));
    stand.run(Verb.DOCTOR, words(topic()));
    stand.dynamoDb.deleteTable(request -> request.tableName(stand.table + "-lease"));
    String[] create = {"--region", REGION, "--create", "--history-table", HISTORY};
    stand.run(Verb.DOCTOR, create);
    // A table that lacks what it needs is given that.
    stand.dynamoDb.deleteTable(request -> request.tableName(HISTORY));
    local.createTable(stand.dynamoDb, HISTORY);
    stand.run(Verb.DOCTOR, create);
    stand.run(Verb.DOCTOR, "--region", REGION, "--all-hosts", "--history-table", HISTORY);
  }

  /** Once with the queue, and once with the topic. */
  private static void runs(String... more) throws Exception {
    stand.account.counters().reset();
    run(
        words(queue(), more),
        port -> {},
        () ->
            stand.account.events().undeleted("events") == 0
                && stand.account.counters().calls(Operation.DESCRIBE_SERVICES) > 0);
    stand.account.events().send("{\"no\":\"event\"}");
    run(
        words(topic(), more),
        port -> {
          URI endpoint = URI.create("http://127.0.0.1:" + port + "/event");
          stand.account.locked(
              () ->
                  stand.account.wiring().topics().obtain("changes").subscribeHttp(endpoint, false));
        },
        () -> stand.account.events().confirmedSubscriptions("changes") > 0);
  }

  /** What happens while it runs. */
  private interface Meanwhile {
    void happens(int port);
  }

  private static void run(String[] words, Meanwhile meanwhile, BooleanSupplier enough)
      throws Exception {
    int port = freePort();
    CompletableFuture<Termination.Action> end = new CompletableFuture<>();
    Commands commands =
        Commands.ofProcess()
            .with(
                Verb.RUN,
                new RunCommand(
                    (action, exitCode) -> {
                      end.complete(action);
                      return () -> {};
                    }));
    String[] line =
        words(
            List.of(words),
            "--ensure-rule",
            "--resync-interval",
            "5s",
            "--rule-name",
            "tracker",
            "--cloudwatch-namespace",
            "Tracker",
            "--history-table",
            HISTORY,
            "--all-hosts",
            "--port",
            "127.0.0.1:" + port);
    CompletableFuture<Stand.Ended> ended =
        CompletableFuture.supplyAsync(() -> stand.run(commands, Verb.RUN, line));
    await().atMost(PATIENCE).until(() -> listens(port));
    asksForWhatNobodyKnows(port, "task_id/" + "0".repeat(32));
    asksForWhatNobodyKnows(port, "container_id/0000");
    asksForHosts(port);
    if (!List.of(words).contains("--dry-run")) {
      asksForASync(port);
    }
    meanwhile.happens(port);
    stand.account.cluster(Stand.CLUSTER).service("web").stop(1);
    await().atMost(PATIENCE).until(stand.account::steady);
    await().atMost(PATIENCE).until(enough::getAsBoolean);
    end.join().run();
    assertThat(ended.join().code()).as(ended.join().err()).isZero();
  }

  private static boolean listens(int port) {
    try {
      URI.create("http://127.0.0.1:" + port + "/readyz").toURL().openStream().close();
      return true;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private static void asksForWhatNobodyKnows(int port, String what) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI task = URI.create("http://127.0.0.1:" + port + "/query/" + what);
      HttpRequest request = HttpRequest.newBuilder(task).build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(404);
    }
  }

  private static void asksForHosts(int port) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI hosts = URI.create("http://127.0.0.1:" + port + "/hosts");
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(hosts).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).endsWith("3 hosts\n");
    }
  }

  /** Reads the item anew. */
  private static void asksForASync(int port) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI sync = URI.create("http://127.0.0.1:" + port + "/sync/web");
      HttpRequest request =
          HttpRequest.newBuilder(sync).POST(HttpRequest.BodyPublishers.noBody()).build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      // Synced, or not yet while the ghost waits for a second list.
      assertThat(answer.body()).startsWith("web ");
    }
  }

  /** As if nobody had made the rule and the policies. */
  private static void forget() {
    stand.account.locked(
        () -> {
          stand.account.rules().remove("tracker");
          stand.account.wiring().queues().obtain("events").policy(java.util.Optional.empty());
          stand.account.wiring().queues().obtain("dead").policy(java.util.Optional.empty());
          stand.account.wiring().topics().obtain("changes").policy(java.util.Optional.empty());
          return true;
        });
  }

  private static List<String> queue() {
    return List.of("--region", REGION, "--queue-url", stand.account.events().queueUrl("events"));
  }

  private static List<String> topic() {
    return List.of("--region", REGION, "--topic-arn", stand.account.events().topicArn("changes"));
  }

  private static String[] words(List<String> first, String... more) {
    List<String> words = new ArrayList<>(first);
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Map<String, AttributeValue> itemWithAGhost() {
    Map<String, AttributeValue> server =
        Map.of(
            "url", AttributeValue.fromS("http://10.99.0.1:1"), "weight", AttributeValue.fromN("0"));
    return Map.of(
        "id",
        AttributeValue.fromS("web__backend"),
        "name",
        AttributeValue.fromS("web"),
        "version",
        AttributeValue.fromN("1"),
        "backend",
        AttributeValue.fromM(
            Map.of(
                "servers",
                AttributeValue.fromM(Map.of("10.99.0.1:1", AttributeValue.fromM(server))))));
  }
}
