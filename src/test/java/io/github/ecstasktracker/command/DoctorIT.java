package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.app.config.Verb;
import io.github.ecstasktracker.command.Stand.Ended;
import io.github.ecstasktracker.history.dynamodb.HistoryTable;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.simulation.bus.Rules;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** What is planted in an account where all is well, the doctor finds, and names the mend. */
@ExtendWith({DynamoDbLocalExtension.class, FreshLog.class})
class DoctorIT {
  private static final String RULE = "ecs-task-tracker-events";
  private static final InstantSource NOW = InstantSource.system();

  private DynamoDbLocal local;
  private Optional<DynamoDbLocal> own = Optional.empty();
  private Stand stand;
  private String history;

  DoctorIT(DynamoDbLocal local) {
    this.local = local;
  }

  @BeforeEach
  void stage() throws InterruptedException {
    stand = new Stand(local);
    history = stand.table + "-history";
    new HistoryTable(stand.dynamoDb, history).create(MonotonicClock.SYSTEM, Pause.SLEEP);
    stand.account.cluster(Stand.CLUSTER).service("web").bridge(80).tasks(2);
    stand.account.events().deadLetters("events", "dead", 5);
    stand.account.events().retention("events", Duration.ofMinutes(10));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                stand.account.expectedServers(Stand.CLUSTER, "web").size() == 2
                    && stand.account.steady());
    stand.run(Verb.TRIGGERS_APPLY, "--queue-url", url());
    stand.run(Verb.SYNC);
    stand.account.counters().reset();
  }

  @AfterEach
  void clear() {
    if (stand.dynamoDb.listTables().tableNames().contains(history)) {
      stand.dynamoDb.deleteTable(request -> request.tableName(history));
    }
    stand.close();
    own.ifPresent(DynamoDbLocal::close);
  }

  /**
   * DynamoDB Local keeps one of its ten threads for each table that ever expired, and fills an
   * index on another: one that has served many tests has none left for that.
   */
  private void stageOnItsOwn() throws InterruptedException {
    clear();
    local = DynamoDbLocal.start();
    own = Optional.of(local);
    stage();
  }

  /** Something that is wrong, and what the doctor's line about it must hold. */
  enum Fault {
    NO_LIST_TASKS(denied(Operation.LIST_TASKS), "cluster demo", "allow ecs:ListTasks"),
    NO_DESCRIBE_TASKS(denied(Operation.DESCRIBE_TASKS), "cluster demo", "allow ecs:DescribeTasks"),
    NO_DESCRIBE_SERVICES(
        denied(Operation.DESCRIBE_SERVICES), "cluster demo", "allow ecs:DescribeServices"),
    NO_CONTAINER_INSTANCES(
        denied(Operation.DESCRIBE_CONTAINER_INSTANCES),
        "cluster demo",
        "allow ecs:DescribeContainerInstances"),
    NO_INSTANCES(
        denied(Operation.DESCRIBE_INSTANCES), "cluster demo", "allow ec2:DescribeInstances"),
    NO_SCAN(denied(Operation.dynamoDb("Scan")), "items", "allow dynamodb:Scan"),
    NO_GET_ITEM(denied(Operation.dynamoDb("GetItem")), "items", "allow dynamodb:GetItem"),
    NO_LEASE_READ(
        denied(Operation.dynamoDb("BatchGetItem")), "lease", "allow dynamodb:BatchGetItem"),
    NO_QUEUE_READ(denied(Operation.GET_QUEUE_ATTRIBUTES), "queue", "allow sqs:GetQueueAttributes"),
    NO_RULE_READ(denied(Operation.DESCRIBE_RULE), "rule", "allow events:DescribeRule"),
    NO_BACKEND_WRITE(
        it -> it.refused("UpdateItem", it.stand.table, "__backend"),
        "writes",
        "allow dynamodb:UpdateItem"),
    NO_HEARTBEAT(
        it -> it.refused("UpdateItem", it.stand.table + "-lease", "/heartbeat"),
        "writes",
        "allow dynamodb:UpdateItem"),
    NO_EPOCH(
        it -> it.refused("UpdateItem", it.stand.table + "-lease", "/epoch"),
        "writes",
        "allow dynamodb:UpdateItem"),
    NO_FENCE(
        it -> it.refused("ConditionCheckItem", it.stand.table + "-lease", "ConditionCheck"),
        "writes",
        "allow dynamodb:ConditionCheckItem"),
    NAMELESS_ITEM(
        it -> it.stand.put(item("x__backend", Optional.empty(), "backend")),
        "items",
        "give it a name"),
    NAME_TWICE(
        it -> it.stand.put(item("other__backend", Optional.of("web"), "backend")),
        "items",
        "fix it by hand"),
    FRONTEND_TO_NOWHERE(
        it -> it.stand.put(item("f", Optional.of("f"), "frontend")), "items", "start that service"),
    BACKEND_WITHOUT_SERVICE(
        it -> it.stand.put(item("old__backend", Optional.of("old"), "backend")),
        "backends",
        "delete it and its frontends"),
    NO_RULE(it -> it.stand.account.rules().remove(RULE), "rule", "triggers apply"),
    RULE_DISABLED(it -> it.rule().enabled = false, "rule", "triggers apply"),
    RULE_FOR_ANOTHER_CLUSTER(
        it -> it.rule().pattern = it.rule().pattern.replace("/demo", "/blue"),
        "rule",
        "triggers apply"),
    EVENTS_TRANSFORMED(
        it -> it.target(target -> target.toBuilder().inputPath("$.detail").build()),
        "rule",
        "send the whole event"),
    EVENTS_DROPPED(
        it -> it.target(target -> Target.builder().id(target.id()).arn(target.arn()).build()),
        "rule",
        "--dead-letter-arn"),
    QUEUE_LETS_NOBODY_SEND(
        it -> it.stand.account.wiring().queues().obtain("events").policy(Optional.empty()),
        "rule",
        "triggers apply"),
    QUEUE_KEEPS_TOO_LONG(
        it -> it.stand.account.wiring().queues().obtain("events").retention(Duration.ofDays(4)),
        "queue",
        "MessageRetentionPeriod"),
    THROTTLED(
        it -> it.stand.account.faults().plant(Operation.DESCRIBE_SERVICES, FaultKind.THROTTLE, 1),
        "api budget",
        "--api-share"),
    NO_HOST_LIST(
        denied(Operation.LIST_CONTAINER_INSTANCES),
        "hosts of demo",
        "allow ecs:ListContainerInstances"),
    NO_HISTORY(
        it -> it.stand.dynamoDb.deleteTable(request -> request.tableName(it.history)),
        "history table",
        "create it with 'ecs-task-tracker doctor --create'"),
    HISTORY_FOR_EVER(it -> it.remakeHistory(/* forgets= */ false), "history table", "enable it"),
    HISTORY_WITHOUT_INDEX(
        it -> it.remakeHistory(/* forgets= */ true),
        "history table",
        "add it with 'ecs-task-tracker doctor --create'"),
    NO_EXPIRY_READ(
        denied(Operation.dynamoDb("DescribeTimeToLive")),
        "history table",
        "allow dynamodb:DescribeTimeToLive"),
    CLOCK_OFF(it -> it.wall = () -> Instant.now().plusSeconds(90), "clock", "NTP");

    private final Consumer<DoctorIT> plant;
    private final String check;
    private final String mend;

    Fault(Consumer<DoctorIT> plant, String check, String mend) {
      this.plant = plant;
      this.check = check;
      this.mend = mend;
    }
  }

  private InstantSource wall = NOW;

  /** A table as an earlier release, or a hand, would make it. */
  private void remakeHistory(boolean forgets) {
    stand.dynamoDb.deleteTable(request -> request.tableName(history));
    local.createTable(stand.dynamoDb, history);
    if (forgets) {
      stand.dynamoDb.updateTimeToLive(
          request ->
              request
                  .tableName(history)
                  .timeToLiveSpecification(ttl -> ttl.attributeName("expires").enabled(true)));
    }
  }

  @Test
  void accountWhereAllIsWell_hasNoFinding() {
    Ended ended = doctor();

    assertThat(ended.code()).as(ended.out()).isEqualTo(ExitCode.OK);
    assertThat(ended.out().lines())
        .allMatch(line -> line.startsWith("[ok] "))
        .contains(
            "[ok] rule: lets the clusters' events through",
            "[ok] backends: every backend belongs to a service of the clusters",
            "[ok] hosts of demo: can be listed",
            "[ok] history table: table " + history + " is in service and keyed by id")
        .anyMatch(line -> line.startsWith("[ok] api budget: a full read costs "));
    assertThat(stand.account.counters().mutatingCalls()).isZero();
    assertThat(stand.server.refused()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NO_HISTORY", "HISTORY_FOR_EVER", "HISTORY_WITHOUT_INDEX"})
  void creating_mendsTheHistoryTable(Fault fault) throws InterruptedException {
    stageOnItsOwn();
    fault.plant.accept(this);
    assertThat(doctor().code()).isEqualTo(ExitCode.FINDINGS);

    assertThat(doctor("--create").out()).doesNotContain("[unchecked] history");
    HistoryTable table = new HistoryTable(stand.dynamoDb, history);
    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofMinutes(3))
        .until(() -> table.lacks().equals(new Result.Ok<>(Set.of())));
    Ended ended = doctor();
    assertThat(ended.code()).as(ended.out()).isEqualTo(ExitCode.OK);
  }

  @Test
  void tryingWrites_whereAllAreAllowed_changesNothing() {
    Map<String, String> before = tables();
    Ended ended = doctor("--try-writes");

    assertThat(ended.code()).as(ended.out()).isEqualTo(ExitCode.OK);
    assertThat(ended.out())
        .contains(
            "[ok] writes: allowed on backends of %1$s and on %1$s-lease".formatted(stand.table));
    assertThat(tables()).isEqualTo(before).hasSizeGreaterThan(1);
  }

  @Test
  void tryingWrites_withoutElection_looksAtNoLease() {
    refused("UpdateItem", stand.table + "-lease", "");

    assertThat(doctor("--try-writes", "--leader-elect=false").out())
        .contains("[ok] writes: allowed on backends of " + stand.table + "\n");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void plantedFault_isFoundAndItsMendNamed(Fault fault) throws Exception {
    stand.account.locked(
        () -> {
          fault.plant.accept(this);
          return fault;
        });

    Map<String, String> before = tables();
    Ended ended = doctor("--output", "json", "--try-writes");

    assertThat(tables()).isEqualTo(before);
    assertThat(ended.code()).as(ended.out()).isIn(ExitCode.FINDINGS, ExitCode.ERROR);
    List<String> found = new ArrayList<>();
    for (JsonNode finding : new ObjectMapper().readTree(ended.out()).path("findings")) {
      if (!finding.path("status").asText().equals("ok")) {
        assertThat(finding.path("mend").asText()).as(finding.toString()).isNotBlank();
        found.add(finding.path("check").asText() + ": " + finding.path("mend").asText());
      }
    }
    assertThat(found)
        .as(ended.out())
        .anyMatch(line -> line.startsWith(fault.check + ": ") && line.contains(fault.mend));
  }

  /** As if the role's policy lacked the action. */
  private void refused(String action, String ofTable, String withText) {
    stand.server.refuse(
        (called, body) ->
            called.mutating()
                    && called.service().equals("dynamodb")
                    && body.contains("\"TableName\":\"" + ofTable + "\"")
                    && body.contains(withText)
                ? Optional.of(Operation.dynamoDb(action))
                : Optional.empty());
  }

  /** Every item of both tables, by table and id. */
  private Map<String, String> tables() {
    Map<String, String> items = new TreeMap<>();
    for (String each : List.of(stand.table, stand.table + "-lease")) {
      stand
          .dynamoDb
          .scan(request -> request.tableName(each).consistentRead(true))
          .items()
          .forEach(
              item -> items.put(each + " " + item.get("id").s(), new TreeMap<>(item).toString()));
    }
    return items;
  }

  private Ended doctor(String... words) {
    Commands commands = Commands.ofProcess().with(Verb.DOCTOR, new DoctorCommand(wall));
    List<String> line =
        new ArrayList<>(List.of("--queue-url", url(), "--all-hosts", "--history-table", history));
    line.addAll(List.of(words));
    return stand.run(commands, Verb.DOCTOR, line.toArray(String[]::new));
  }

  private String url() {
    return stand.account.events().queueUrl("events");
  }

  private Rules.Rule rule() {
    return stand.account.rules().find(RULE).orElseThrow();
  }

  private void target(UnaryOperator<Target> change) {
    rule().targets.replaceAll((_, target) -> change.apply(target));
  }

  private static Consumer<DoctorIT> denied(Operation operation) {
    return it -> it.stand.account.faults().rate(operation, FaultKind.ACCESS_DENIED, 1);
  }

  private static Map<String, AttributeValue> item(String id, Optional<String> name, String kind) {
    Map<String, AttributeValue> item = new TreeMap<>();
    item.put("id", AttributeValue.fromS(id));
    name.ifPresent(text -> item.put("name", AttributeValue.fromS(text)));
    item.put(
        kind,
        AttributeValue.fromM(
            kind.equals("backend")
                ? Map.of("servers", AttributeValue.fromM(Map.of()))
                : Map.of("backend", AttributeValue.fromS("nowhere"))));
    return item;
  }
}
