package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.app.Termination;
import io.github.ecstasktracker.app.config.Verb;
import io.github.ecstasktracker.command.Stand.Ended;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The commands as they are shipped, over the real SDK, against the simulator and DynamoDB Local.
 */
@ExtendWith({DynamoDbLocalExtension.class, FreshLog.class})
class CommandsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private DynamoDbLocal local;
  private Stand stand;

  @BeforeEach
  void stage(DynamoDbLocal dynamoDbLocal) {
    local = dynamoDbLocal;
    stand = new Stand(local);
    stand.account.cluster(Stand.CLUSTER).service("web").bridge(80).tasks(3);
    await().atMost(PATIENCE).until(() -> truth().size() == 3 && stand.account.steady());
  }

  @AfterEach
  void clear() {
    stand.close();
  }

  @Test
  void diff_showsADifferenceAndWritesNothing() {
    Ended ended = stand.run(Verb.DIFF);

    assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(truth()).allSatisfy(server -> assertThat(ended.out()).contains("+ " + server));
    assertThat(ended.err()).isEmpty();
    assertThat(stand.account.counters().mutatingCalls()).isZero();
    assertThat(stand.servers("web")).isEmpty();
  }

  @Test
  void sync_makesTheTableTrueAndDiffAgrees() throws Exception {
    Ended synced = stand.run(Verb.SYNC);
    assertThat(synced.code()).as(synced.err()).isEqualTo(ExitCode.OK);
    assertThat(synced.out()).endsWith("1 writes\n");
    assertThat(stand.servers("web")).isEqualTo(truth());

    Ended diff = stand.run(Verb.DIFF, "--output", "json");
    assertThat(diff.code()).as(diff.out()).isEqualTo(ExitCode.OK);
    JsonNode report = new ObjectMapper().readTree(diff.out());
    assertThat(report.path("schema").asText()).isEqualTo("ecs-task-tracker.diff/v1");
    assertThat(report.path("verdict").asText()).isEqualTo("in_sync");

    Map<String, AttributeValue> item = stand.item("web");
    assertThat(stand.run(Verb.SYNC).out()).endsWith("0 writes\n");
    assertThat(stand.item("web")).isEqualTo(item);
  }

  @Test
  void definitions_areKeptByThoseWhoWrite_andKnownToAll() {
    stand.run(Verb.DIFF);
    assertThat(definitions()).as("diff writes nothing").isZero();
    assertThat(asked(Verb.SYNC)).isOne();
    assertThat(definitions()).isOne();

    assertThat(asked(Verb.SYNC)).isZero();
    assertThat(asked(Verb.DIFF)).isZero();
    assertThat(asked(Verb.DIFF, "--lease-table", "another")).isOne();
  }

  private long asked(Verb verb, String... words) {
    stand.account.counters().reset();
    Ended ended = stand.run(verb, words);
    assertThat(ended.err()).isEmpty();
    return stand.account.counters().calls(Operation.DESCRIBE_TASK_DEFINITION);
  }

  private long definitions() {
    return stand
        .dynamoDb
        .scan(request -> request.tableName(stand.table + "-lease"))
        .items()
        .stream()
        .filter(item -> item.get("id").s().startsWith("definition/"))
        .count();
  }

  @Test
  void sync_removesAServerThatIsGone() {
    stand.run(Verb.SYNC);
    stand.account.cluster(Stand.CLUSTER).service("web").tasks(1);
    await().atMost(PATIENCE).until(() -> truth().size() == 1 && stand.account.steady());

    Ended ended = stand.run(Verb.SYNC);

    assertThat(ended.code()).as(ended.out()).isEqualTo(ExitCode.OK);
    assertThat(stand.servers("web")).isEqualTo(truth());
  }

  @Test
  void tableThatIsMissing_endsEveryCommandInOneLine() {
    for (Verb verb : List.of(Verb.RUN, Verb.DIFF, Verb.SYNC)) {
      Ended ended = stand.run(verb, "--table", "nowhere");

      assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
      assertThat(ended.err())
          .isEqualTo(
              "ecs-task-tracker %s: there is no table nowhere in this account and Region%n"
                  .formatted(verb.word()));
    }
  }

  @Test
  void diffThatCannotRead_isAnErrorAndNeverInSync() {
    stand.account.faults().rate(Operation.LIST_TASKS, FaultKind.SERVER_ERROR, 1);

    Ended ended = stand.run(Verb.DIFF);

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.err()).contains("ListTasks");
  }

  @Test
  void doctor_findsNothingWhereAllIsWell() {
    Ended ended = stand.run(Verb.DOCTOR);

    assertThat(ended.code()).as(ended.out()).isEqualTo(ExitCode.OK);
    assertThat(ended.out().lines())
        .allMatch(line -> line.startsWith("[ok] "))
        .anyMatch(line -> line.startsWith("[ok] credentials: arn:aws:"))
        .anyMatch(line -> line.startsWith("[ok] cluster demo: reachable; a task was read"))
        .anyMatch(line -> line.startsWith("[ok] table: "))
        .anyMatch(line -> line.equals("[ok] items: 0 backends and 0 frontends, all well-formed"));
    assertThat(stand.account.counters().mutatingCalls()).isZero();
  }

  @Test
  void doctor_findsWhatIsWrongWithTheItems() throws Exception {
    stand.put(item("nameless__backend", Map.of("backend", empty())));
    stand.put(item("odd", Map.of("name", AttributeValue.fromS("odd"))));
    stand.put(
        item(
            "lost__frontend",
            Map.of(
                "name",
                AttributeValue.fromS("lost"),
                "frontend",
                AttributeValue.fromM(Map.of("backend", AttributeValue.fromS("nowhere"))))));

    Ended ended = stand.run(Verb.DOCTOR);
    assertThat(ended.code()).as(ended.out()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ended.out().lines().filter(line -> line.startsWith("[!!] items: ")))
        .hasSize(3)
        .allMatch(line -> line.contains(" - "))
        .anyMatch(line -> line.contains("nameless__backend"))
        .anyMatch(line -> line.contains("frontend lost points to backend nowhere"))
        .anyMatch(line -> line.contains("odd is neither"));

    JsonNode json = new ObjectMapper().readTree(stand.run(Verb.DOCTOR, "--output", "json").out());
    assertThat(json.path("schema").asText()).isEqualTo("ecs-task-tracker.doctor/v1");
    assertThat(json.path("findings").findValuesAsText("status")).contains("ok", "found");
  }

  @Test
  void doctor_findsAWrongTableAndANameThatIsNoCluster() {
    local.createTable(
        stand.dynamoDb,
        "sorted",
        List.of(
            DynamoDbLocal.keyPart("id", ScalarAttributeType.S),
            DynamoDbLocal.keyPart("at", ScalarAttributeType.N)));

    Ended ended = stand.run(Verb.DOCTOR, "--table", "sorted", "--cluster", "demo,other");

    assertThat(ended.code()).as(ended.out()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ended.out())
        .contains("[!!] cluster other: ListTasks: ClusterNotFoundException")
        .contains("[!!] table: table sorted is keyed by id of type S and at of type N");
  }

  @Test
  void doctor_saysWhatCouldNotBeChecked() {
    stand.account.faults().rate(Operation.GET_CALLER_IDENTITY, FaultKind.SERVER_ERROR, 1);

    Ended ended = stand.run(Verb.DOCTOR);

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.out()).contains("[!!] credentials: GetCallerIdentity");
  }

  @Test
  void doctor_looksAtTheQueue() {
    stand.account.events().toQueue("events");
    String url = stand.account.events().queueUrl("events");

    assertThat(stand.run(Verb.DOCTOR, "--queue-url", url).out())
        .contains("[!!] queue: has no dead letter queue");

    stand.account.events().deadLetters("events", "dead", 5);
    stand.account.events().retention("events", Duration.ofMinutes(10));
    assertThat(stand.run(Verb.DOCTOR, "--queue-url", url).out()).contains("[ok] queue: reachable");
    assertThat(stand.run(Verb.DOCTOR, "--queue-url", url + "-2").out())
        .containsPattern("\\[!!] queue: .*check --queue-url");
  }

  @Test
  void leaseTableThatIsMissing_endsInOneLineThatSaysWhatToDo() {
    for (Verb verb : List.of(Verb.RUN, Verb.SYNC)) {
      Ended ended = stand.run(verb, "--lease-table", "nowhere");

      assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
      assertThat(ended.err().lines())
          .singleElement()
          .asString()
          .contains("no lease table nowhere", "doctor --create", "--leader-elect=false");
    }
    Ended diff = stand.run(Verb.DIFF);
    assertThat(diff.code()).as(diff.err()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void doctor_makesTheLeaseTableOnlyWhenToldTo() {
    String name = stand.table + "-other";
    List<String> before = stand.dynamoDb.listTables().tableNames();

    Ended told = stand.run(Verb.DOCTOR, "--lease-table", name);
    assertThat(told.code()).as(told.out()).isEqualTo(ExitCode.FINDINGS);
    assertThat(told.out()).contains("[!!] lease table: there is no lease table " + name);
    assertThat(stand.dynamoDb.listTables().tableNames()).isEqualTo(before);
    assertThat(stand.account.counters().mutatingCalls()).isZero();

    Ended made = stand.run(Verb.DOCTOR, "--lease-table", name, "--create");
    assertThat(made.code()).as(made.out()).isEqualTo(ExitCode.OK);
    assertThat(made.out()).contains("[ok] lease table: made: ", "[ok] lease: nobody leads");
    assertThat(stand.run(Verb.SYNC, "--lease-table", name).code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void sync_whileAnotherProcessLeads_namesItAndWritesNothing() throws Exception {
    int port = freePort();
    CompletableFuture<Termination.Action> end = new CompletableFuture<>();
    CompletableFuture<Ended> leader =
        start(end, port, "--lease-retry-period", "200ms", "--replica-name", "blue-1");
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> get(port, "/leaderz").statusCode() == 200);

    Ended refused = stand.run(Verb.SYNC, "--lease-retry-period", "200ms");
    assertThat(refused.code()).isEqualTo(ExitCode.ERROR);
    assertThat(refused.err().lines())
        .singleElement()
        .asString()
        .contains("the lease is held by blue-1", "--url");

    Ended sole = stand.run(Verb.SYNC, "--leader-elect=false");
    assertThat(sole.code()).isEqualTo(ExitCode.ERROR);
    assertThat(sole.err()).contains("is held by blue-1", "--leader-elect=false");

    Ended doctor = stand.run(Verb.DOCTOR);
    assertThat(doctor.out()).contains("[ok] lease: held by blue-1, epoch 1");

    Ended asked = stand.run(Verb.SYNC, "--url", "http://127.0.0.1:" + port);
    assertThat(asked.code()).as(asked.err()).isEqualTo(ExitCode.OK);
    assertThat(asked.out()).contains("web  in sync");
    assertThat(stand.servers("web")).isEqualTo(truth());

    end.join().run();
    assertThat(leader.join().code()).isEqualTo(ExitCode.OK);
    // Given back, so that the next need not wait.
    Ended next = stand.run(Verb.SYNC, "--lease-retry-period", "200ms");
    assertThat(next.code()).as(next.err()).isEqualTo(ExitCode.OK);
  }

  /** A server that is gone keeps it at work: it is to be absent from two looks, minutes apart. */
  @Test
  void sync_toldToEnd_givesItsLeaseBackFirst() throws Exception {
    stand.run(Verb.SYNC);
    stand.account.cluster(Stand.CLUSTER).service("web").tasks(1);
    await().atMost(PATIENCE).until(() -> truth().size() == 1 && stand.account.steady());
    CompletableFuture<Termination.Action> end = new CompletableFuture<>();
    CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    SyncCommand slow =
        new SyncCommand(
            Duration.ofMinutes(10),
            (action, code) -> {
              exitCode.complete(code);
              end.complete(action);
              return () -> {};
            });
    Commands commands = Commands.ofProcess().with(Verb.SYNC, slow);
    Thread sync = Thread.ofVirtual().start(() -> stand.run(commands, Verb.SYNC));
    await()
        .atMost(PATIENCE)
        .until(() -> stand.run(Verb.DOCTOR).out().contains("[ok] lease: held by"));

    end.join().run();

    assertThat(exitCode).isCompletedWithValue(ExitCode.ERROR);
    assertThat(stand.run(Verb.DOCTOR).out()).contains("[ok] lease: nobody leads");
    sync.interrupt();
    sync.join();
  }

  @Test
  void runWithoutElection_leadsAtOnceAndTakesNoLease() throws Exception {
    int port = freePort();
    CompletableFuture<Termination.Action> end = new CompletableFuture<>();
    CompletableFuture<Ended> ended =
        start(end, port, "--leader-elect=false", "--lease-table", "nowhere");

    await().atMost(PATIENCE).until(() -> stand.servers("web").equals(truth()));
    assertThat(get(port, "/leaderz").statusCode()).isEqualTo(200);
    assertThat(get(port, "/metrics").body())
        .contains("leader_election_master_status{name=\"" + stand.table + "\"} 1.0");
    end.join().run();

    assertThat(ended.join().code()).as(ended.join().err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void run_keepsTheTableTrueUntilToldToEnd() throws Exception {
    stand.account.events().toQueue("events");
    int port = freePort();
    CompletableFuture<Termination.Action> end = new CompletableFuture<>();
    CompletableFuture<Ended> ended =
        start(end, port, "--queue-url", stand.account.events().queueUrl("events"));

    await().atMost(PATIENCE).until(() -> stand.servers("web").equals(truth()));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> get(port, "/readyz").statusCode() == 200);
    assertThat(get(port, "/livez?verbose").body())
        .contains("[+]sqs ok", "[+]resync ok", "[+]lease ok");
    stand.account.cluster(Stand.CLUSTER).service("web").tasks(5);
    await()
        .atMost(PATIENCE)
        .until(() -> truth().size() == 5 && stand.servers("web").equals(truth()));
    String metrics = get(port, "/metrics").body();
    assertThat(metrics)
        .contains(
            "ecs_task_tracker_services{state=\"in_sync\"}",
            "workqueue_depth{name=\"backends\"}",
            "aws_api_calls_total{error_code=\"\",operation=\"ListTasks\",service=\"ecs\"");

    // Before it is told to end: nobody deletes an event that comes after.
    await().atMost(PATIENCE).until(() -> stand.account.events().undeleted("events") == 0);
    end.join().run();

    assertThat(ended.join().code()).as(ended.join().err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void dryRun_writesNothing() throws Exception {
    int port = freePort();
    CompletableFuture<Termination.Action> end = new CompletableFuture<>();
    CompletableFuture<Ended> ended = start(end, port, "--dry-run");

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> get(port, "/diff").body().contains("services out of sync:\nweb"));
    end.join().run();

    assertThat(ended.join().code()).isEqualTo(ExitCode.OK);
    assertThat(stand.account.counters().mutatingCalls("dynamodb")).isZero();
  }

  @Test
  void portThatIsTaken_endsInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Ended ended =
          start(new CompletableFuture<>(), taken.getLocalPort(), "--shutdown-timeout", "1s").join();

      assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
      assertThat(ended.err().lines())
          .singleElement()
          .asString()
          .startsWith("ecs-task-tracker run: cannot listen on ")
          .contains("--port / PORT");
    }
  }

  private CompletableFuture<Ended> start(
      CompletableFuture<Termination.Action> end, int port, String... words) {
    Commands commands =
        Commands.ofProcess()
            .with(
                Verb.RUN,
                new RunCommand(
                    (action, exitCode) -> {
                      end.complete(action);
                      return () -> {};
                    }));
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--port", "127.0.0.1:" + port));
    return CompletableFuture.supplyAsync(
        () -> stand.run(commands, Verb.RUN, line.toArray(String[]::new)));
  }

  private List<String> truth() {
    return List.copyOf(stand.account.expectedServers(Stand.CLUSTER, "web"));
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(10))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static AttributeValue empty() {
    return AttributeValue.fromM(Map.of("servers", AttributeValue.fromM(Map.of())));
  }

  private static Map<String, AttributeValue> item(String id, Map<String, AttributeValue> rest) {
    Map<String, AttributeValue> item = new HashMap<>(rest);
    item.put("id", AttributeValue.fromS(id));
    return item;
  }
}
