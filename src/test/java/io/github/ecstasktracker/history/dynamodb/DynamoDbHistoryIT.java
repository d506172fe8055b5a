package io.github.ecstasktracker.history.dynamodb;

import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Places;
import io.github.ecstasktracker.directory.Source;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.target.dynamodb.TableShape;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbHistoryIT {
  private static final String TASK = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
  private static final String ID = dockerId("50f7a1b2c3d4");
  private static final Placement ENDED =
      task(TASK)
          .status("STOPPED", "STOPPED")
          .container("web", ID, tcp(32_768, 80))
          .container("side", dockerId("77aaa1b2c3d4"))
          .placed();

  private final DynamoDbLocal dynamo;
  private DynamoDbClient client;
  private String table;
  private Instant now = Places.NOON;

  DynamoDbHistoryIT(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
  }

  @BeforeEach
  void open() throws InterruptedException {
    client = dynamo.client();
    table = "history-" + UUID.randomUUID();
    new HistoryTable(client, table).create(MonotonicClock.SYSTEM, Pause.SLEEP);
  }

  @AfterEach
  void close() {
    client.deleteTable(request -> request.tableName(table));
    client.close();
  }

  /** What one process kept another reads: after a restart, or a change of leader. */
  @Test
  void keptTask_isFoundByAnotherProcess() {
    assertThat(history().save(List.of(ENDED))).isEqualTo(new Result.Ok<>(1));

    try (DynamoDbClient other = dynamo.client()) {
      DynamoDbHistory history = new DynamoDbHistory(other, table, () -> now);
      Result<Optional<Placement>> found = new Result.Ok<>(Optional.of(ENDED));
      assertThat(history.task(TASK)).isEqualTo(found);
      assertThat(history.container(ID)).isEqualTo(found);
      assertThat(history.container("50f7a1b2c3d4")).isEqualTo(found);
      assertThat(history.container("77aaa1b2c3d400")).isEqualTo(found);
    }
    Directory directory =
        new Directory(Directory.Limits.DEFAULT, () -> 0, InstantSource.fixed(now));
    directory.put(Source.HISTORY, ENDED, "");
    assertThat(directory.task(TASK)).hasSize(2);
  }

  @Test
  void whatIsNotThere_isMissingAndNoFailure() {
    history().save(List.of(ENDED));
    Result<Optional<Placement>> none = new Result.Ok<>(Optional.empty());
    assertThat(history().task("other")).isEqualTo(none);
    assertThat(history().container("50f8")).isEqualTo(none);
    assertThat(history().container("")).isEqualTo(none);
    assertThat(history().container("50f7a1b2c3d4ff")).isEqualTo(none);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "50", "50f7", "50f7a1b2c3d", "50f7a1b2c3d4", "50f7a1b2c3d400"})
  void beginningOfAnyLength_findsTheTask(String beginning) {
    history().save(List.of(ENDED));

    assertThat(history().container(beginning)).isEqualTo(new Result.Ok<>(Optional.of(ENDED)));
  }

  @Test
  void beginningOfSeveral_findsTheOneKeptLast() {
    Placement other =
        task("other-task-of-then").container("web", dockerId("50f0000000000")).placed();
    history().save(List.of(ENDED));
    now = now.plusSeconds(1);
    history().save(List.of(other));
    assertThat(history().container("50f")).isEqualTo(new Result.Ok<>(Optional.of(other)));

    now = now.plusSeconds(1);
    history().save(List.of(ENDED));
    assertThat(history().container("50f")).isEqualTo(new Result.Ok<>(Optional.of(ENDED)));
    assertThat(history().container("50f0")).isEqualTo(new Result.Ok<>(Optional.of(other)));
  }

  @Test
  void beginningOfAnExpiredContainer_isMissing() {
    history().save(List.of(ENDED));
    now = now.plus(DynamoDbHistory.KEPT);

    assertThat(history().container("50f7")).isEqualTo(new Result.Ok<>(Optional.empty()));
  }

  /** One call of one page, however many fit. */
  @Test
  void beginningOfVeryMany_costsOneQueryOfAHundred() {
    List<QueryRequest> queries = new CopyOnWriteArrayList<>();
    history()
        .save(
            IntStream.range(0, 150)
                .mapToObj(
                    i ->
                        task("task-number-" + i)
                            .container("web", dockerId("a%011x".formatted(i)))
                            .placed())
                .toList());
    try (DynamoDbClient counted =
        dynamo
            .clientBuilder()
            .overrideConfiguration(all -> all.addExecutionInterceptor(recorder(queries)))
            .build()) {
      assertThat(new DynamoDbHistory(counted, table, () -> now).container("a"))
          .isInstanceOfSatisfying(
              Result.Ok.class, ok -> assertThat(ok.value()).isNotEqualTo(Optional.empty()));
    }
    assertThat(queries).singleElement().extracting(QueryRequest::limit).isEqualTo(100);
  }

  /** ECS ID Mapper found again only those of its domains that it had just made itself. */
  @Test
  void tableThatWasThereAlready_servesAsOneJustMade() throws Exception {
    history().save(List.of(ENDED));
    try (DynamoDbClient later = dynamo.client()) {
      assertThat(new HistoryTable(later, table).create(MonotonicClock.SYSTEM, Pause.SLEEP))
          .isEqualTo(new TableShape.Fit(table));
      DynamoDbHistory history = new DynamoDbHistory(later, table, () -> now);
      assertThat(history.task(TASK)).isEqualTo(new Result.Ok<>(Optional.of(ENDED)));
      assertThat(history.save(List.of(ENDED))).isEqualTo(new Result.Ok<>(1));
    }
  }

  /** As a release made it that had no index. */
  @Test
  void tableWithoutIndex_findsWholeIdsAndSaysWhyNoBeginning() throws Exception {
    try (DynamoDbLocal fresh = DynamoDbLocal.start();
        DynamoDbClient filling = fresh.client()) {
      String old = fresh.newTable(filling);
      DynamoDbHistory history = new DynamoDbHistory(filling, old, () -> now);
      history.save(List.of(ENDED));
      HistoryTable shape = new HistoryTable(filling, old);

      assertThat(history.container(ID)).isEqualTo(new Result.Ok<>(Optional.of(ENDED)));
      assertThat(history.container("50f7").toString()).contains("Query of table " + old);
      assertThat(shape.lacks())
          .isEqualTo(
              new Result.Ok<>(EnumSet.of(HistoryTable.Lack.EXPIRY, HistoryTable.Lack.INDEX)));

      assertThat(shape.create(MonotonicClock.SYSTEM, Pause.SLEEP))
          .isEqualTo(new TableShape.Fit(old));
      awaitLacks(shape, Set.of());
      assertThat(history.container("50f7")).isEqualTo(new Result.Ok<>(Optional.of(ENDED)));
    }
  }

  /**
   * Of a DynamoDB Local of its own: it keeps one of its ten threads for each table that ever
   * expired, and fills an index on another.
   */
  private static void awaitLacks(HistoryTable table, Set<HistoryTable.Lack> lacks) {
    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofMinutes(3))
        .until(() -> table.lacks().equals(new Result.Ok<>(lacks)));
  }

  /** As somebody made it by hand. */
  @Test
  void tableWithCapacityAndAnExpiryOfItsOwn_isGivenTheIndexAndKeepsTheRest() throws Exception {
    try (DynamoDbLocal fresh = DynamoDbLocal.start();
        DynamoDbClient filling = fresh.client()) {
      String own = "made-by-hand";
      filling.createTable(
          request ->
              request
                  .tableName(own)
                  .keySchema(
                      KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build())
                  .attributeDefinitions(
                      AttributeDefinition.builder()
                          .attributeName("id")
                          .attributeType(ScalarAttributeType.S)
                          .build())
                  .provisionedThroughput(
                      capacity -> capacity.readCapacityUnits(7L).writeCapacityUnits(3L)));
      filling.updateTimeToLive(
          request ->
              request
                  .tableName(own)
                  .timeToLiveSpecification(ttl -> ttl.attributeName("until").enabled(true)));
      HistoryTable shape = new HistoryTable(filling, own);

      assertThat(shape.create(MonotonicClock.SYSTEM, Pause.SLEEP))
          .isEqualTo(new TableShape.Fit(own));
      awaitLacks(shape, EnumSet.of(HistoryTable.Lack.EXPIRY));
      assertThat(
              filling
                  .describeTable(request -> request.tableName(own))
                  .table()
                  .globalSecondaryIndexes()
                  .getFirst()
                  .provisionedThroughput()
                  .readCapacityUnits())
          .isEqualTo(7);
    }
  }

  @Test
  void manyTasks_goInSeveralCalls() {
    List<Placement> many =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    task("task-number-" + i)
                        .status("STOPPED", "STOPPED")
                        .container("web", dockerId("%012x".formatted(i)))
                        .placed())
            .toList();
    assertThat(history().save(many)).isEqualTo(new Result.Ok<>(60));
    assertThat(history().save(List.of(many.getFirst(), many.getFirst())))
        .isEqualTo(new Result.Ok<>(2));
    assertThat(many)
        .allMatch(each -> history().task(each.taskId()).equals(new Result.Ok<>(Optional.of(each))));
  }

  @Test
  void expiredTask_isMissingBeforeDynamoDbDeletesIt() {
    history().save(List.of(ENDED));
    now = now.plus(DynamoDbHistory.KEPT).minusSeconds(1);
    assertThat(history().task(TASK)).isEqualTo(new Result.Ok<>(Optional.of(ENDED)));
    now = now.plus(Duration.ofSeconds(1));
    assertThat(history().task(TASK)).isEqualTo(new Result.Ok<>(Optional.empty()));
  }

  @Test
  void itemThatIsNone_isMissing() {
    for (String text : List.of("{", "null", "[]", "{\"task\": 1}", "{}")) {
      client.putItem(
          request ->
              request
                  .tableName(table)
                  .item(
                      Map.of(
                          "id", AttributeValue.fromS("task/" + TASK),
                          "task", AttributeValue.fromS(text),
                          "expires", AttributeValue.fromN("99999999999"))));
      assertThat(history().task(TASK)).isEqualTo(new Result.Ok<>(Optional.empty()));
    }
  }

  @Test
  void lostTable_isAFailureThatSaysWhich() {
    DynamoDbHistory lost = new DynamoDbHistory(client, "no-such-table", () -> now);
    assertThat(lost.save(List.of(ENDED))).isInstanceOf(Result.Failed.class);
    assertThat(lost.task(TASK).toString()).contains("GetItem of table no-such-table");
    assertThat(lost.container(ID)).isInstanceOf(Result.Failed.class);
    assertThat(lost.container("50f7")).isInstanceOf(Result.Failed.class);
    assertThat(new HistoryTable(client, "no-such-table").lacks()).isInstanceOf(Result.Failed.class);
  }

  @Test
  void create_makesATableThatForgets() throws InterruptedException {
    HistoryTable made = new HistoryTable(client, "tasks-that-were");
    assertThat(made.inspect()).isEqualTo(new TableShape.Missing("tasks-that-were"));
    for (int i = 0; i < 2; i++) {
      assertThat(made.create(MonotonicClock.SYSTEM, Pause.SLEEP))
          .isEqualTo(new TableShape.Fit("tasks-that-were"));
    }
    assertThat(
            client
                .describeTimeToLive(request -> request.tableName("tasks-that-were"))
                .timeToLiveDescription()
                .timeToLiveStatus())
        .isEqualTo(TimeToLiveStatus.ENABLED);
    assertThat(made.lacks()).isEqualTo(new Result.Ok<>(Set.of()));
    client.deleteTable(request -> request.tableName("tasks-that-were"));
  }

  private static ExecutionInterceptor recorder(List<QueryRequest> queries) {
    return new ExecutionInterceptor() {
      @Override
      public void beforeExecution(Context.BeforeExecution call, ExecutionAttributes attributes) {
        if (call.request() instanceof QueryRequest query) {
          queries.add(query);
        }
      }
    };
  }

  private DynamoDbHistory history() {
    return new DynamoDbHistory(client, table, () -> now);
  }
}
