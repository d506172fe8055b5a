package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.WEB;
import static io.github.ecstasktracker.target.dynamodb.Items.add;
import static io.github.ecstasktracker.target.dynamodb.Items.backend;
import static io.github.ecstasktracker.target.dynamodb.Items.patch;
import static io.github.ecstasktracker.target.dynamodb.Items.remove;
import static io.github.ecstasktracker.target.dynamodb.Items.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Several patches at once: all of them land, or none. */
@ExtendWith(DynamoDbLocalExtension.class)
class GroupWriteIT {
  private static final BackendKey SHOP = new BackendKey("shop");

  private final DynamoDbLocal dynamo;
  private ManagedTable table;

  GroupWriteIT(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
  }

  @BeforeEach
  void open() {
    table = new ManagedTable(dynamo);
  }

  @AfterEach
  void close() {
    table.close();
  }

  @Test
  void group_landsWhole() {
    table.put(web("4", backend(1, 2)));

    List<WriteOutcome> outcomes =
        table
            .writer()
            .write(
                List.of(patch(table.read(WEB), remove(1)), patch(table.read(SHOP), add(1))),
                Optional.empty());

    assertThat(outcomes)
        .containsExactly(
            new WriteOutcome.Applied((StoredBackend.Present) table.read(WEB)),
            new WriteOutcome.Applied((StoredBackend.Present) table.read(SHOP)));
    assertThat(table.raw("web__backend")).isEqualTo(web("5", backend(2)));
  }

  @Test
  void groupWithOneConflict_writesNothing() {
    table.put(web("4", backend(1, 2)));
    List<ServerPatch> group =
        List.of(patch(table.read(WEB), remove(1)), patch(table.read(SHOP), add(1)));
    table.put(web("4", backend(1, 2, 3)));

    List<WriteOutcome> outcomes = table.writer().write(group, Optional.empty());

    assertThat(outcomes)
        .containsExactly(
            new WriteOutcome.Conflict(
                "the item was changed after it was read: it has version 4 and 3 servers"),
            new WriteOutcome.NotTried("its transaction was cancelled: ConditionalCheckFailed"));
    assertThat(table.raw("web__backend")).isEqualTo(web("4", backend(1, 2, 3)));
    assertThat(table.read(SHOP)).isEqualTo(new StoredBackend.Missing(SHOP));
  }

  @Test
  void groupWhoseAnswerWasLost_isAppliedWhenWrittenAgain() {
    table.put(web("4", backend(1, 2)));
    List<ServerPatch> group =
        List.of(patch(table.read(WEB), remove(1)), patch(table.read(SHOP), add(1)));
    try (DynamoDbClient lossy = table.lossy(LostAnswers.byConnection(), 1)) {
      DynamoDbWriter writer = table.writer(lossy);

      assertThat(writer.write(group, Optional.empty()))
          .hasOnlyElementsOfType(WriteOutcome.Failed.class)
          .hasSize(2);
      assertThat(writer.write(group, Optional.empty()))
          .hasOnlyElementsOfType(WriteOutcome.Applied.class)
          .hasSize(2);
    }
    assertThat(table.raw("web__backend")).isEqualTo(web("5", backend(2)));
  }

  @Test
  void groupWhoseAnswerWasLost_triedAgainByTheSdkItself_isApplied() {
    List<ServerPatch> group =
        List.of(patch(table.read(WEB), add(1)), patch(table.read(SHOP), add(2)));
    try (DynamoDbClient lossy = table.lossy(LostAnswers.byServerError(), 3)) {
      assertThat(table.writer(lossy).write(group, Optional.empty()))
          .hasOnlyElementsOfType(WriteOutcome.Applied.class)
          .hasSize(2);
    }
    assertThat(table.raw("web__backend")).isEqualTo(web("1", backend(1)));
  }

  @Test
  void largestGroup_landsInOneTransaction() {
    List<ServerPatch> group =
        IntStream.range(0, BackendWriter.GROUP_MAX)
            .mapToObj(number -> new StoredBackend.Missing(new BackendKey("s" + number)))
            .map(missing -> patch(missing, add(1)))
            .toList();

    assertThat(table.writer().write(group, Optional.empty()))
        .hasOnlyElementsOfType(WriteOutcome.Applied.class)
        .hasSize(99);
    assertThat(table.scan().backends()).hasSize(99);
  }
}
