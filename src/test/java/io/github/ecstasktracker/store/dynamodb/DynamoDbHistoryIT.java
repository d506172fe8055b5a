package io.github.ecstasktracker.store.dynamodb;

import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Places;
import io.github.ecstasktracker.directory.Source;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
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
  void open() {
    client = dynamo.client();
    table = dynamo.newTable(client);
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
    assertThat(history().container("50f7")).isEqualTo(none);
    assertThat(history().container("50f7a1b2c3d4ff")).isEqualTo(none);
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
    client.deleteTable(request -> request.tableName("tasks-that-were"));
  }

  private DynamoDbHistory history() {
    return new DynamoDbHistory(client, table, () -> now);
  }
}
