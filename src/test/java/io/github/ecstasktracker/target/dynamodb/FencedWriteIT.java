package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.WEB;
import static io.github.ecstasktracker.target.dynamodb.Items.add;
import static io.github.ecstasktracker.target.dynamodb.Items.backend;
import static io.github.ecstasktracker.target.dynamodb.Items.n;
import static io.github.ecstasktracker.target.dynamodb.Items.patch;
import static io.github.ecstasktracker.target.dynamodb.Items.remove;
import static io.github.ecstasktracker.target.dynamodb.Items.s;
import static io.github.ecstasktracker.target.dynamodb.Items.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Writes that land only while a condition on another table's item stands. */
@ExtendWith(DynamoDbLocalExtension.class)
class FencedWriteIT {
  private static final BackendKey SHOP = new BackendKey("shop");
  private static final UUID TERM = new UUID(0, 7);
  private static final UUID NEXT_TERM = new UUID(0, 8);

  private final DynamoDbLocal dynamo;
  private ManagedTable table;
  private ManagedTable lease;
  private Optional<Fence> fence = Optional.empty();

  FencedWriteIT(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
  }

  @BeforeEach
  void open() {
    table = new ManagedTable(dynamo);
    lease = new ManagedTable(dynamo);
    fence = Optional.of(new Fence(lease.name, "traefik/epoch", TERM));
    epoch("7", TERM);
  }

  @AfterEach
  void close() {
    table.close();
    lease.close();
  }

  private void epoch(String number, UUID token) {
    lease.put(Map.of("id", s("traefik/epoch"), "epoch", n(number), "token", s(token.toString())));
  }

  @Test
  void standingFence_oneAndSeveralLand() {
    table.put(web("4", backend(1, 2)));

    assertThat(table.writer().write(List.of(patch(table.read(WEB), remove(1))), fence))
        .containsExactly(new WriteOutcome.Applied((StoredBackend.Present) table.read(WEB)));
    assertThat(
            table
                .writer()
                .write(
                    List.of(patch(table.read(WEB), add(3)), patch(table.read(SHOP), add(1))),
                    fence))
        .hasOnlyElementsOfType(WriteOutcome.Applied.class)
        .hasSize(2);
    assertThat(table.raw("web__backend")).isEqualTo(web("6", backend(2, 3)));
    assertThat(table.raw("shop__backend")).isNotEmpty();
  }

  @Test
  void newerEpoch_refusesTheWriteAndLeavesTheBackendAsItIs() {
    table.put(web("4", backend(1, 2)));
    ServerPatch patch = patch(table.read(WEB), remove(1));
    epoch("8", NEXT_TERM);

    assertThat(table.writer().write(List.of(patch), fence))
        .containsExactly(
            new WriteOutcome.Fenced("another term has begun: the lease is in epoch 8"));
    assertThat(table.raw("web__backend")).isEqualTo(web("4", backend(1, 2)));
  }

  @Test
  void newerEpoch_comesBeforeEveryOtherFault() {
    table.put(web("4", backend(1, 2)));
    List<ServerPatch> group =
        List.of(patch(table.read(WEB), remove(1)), patch(table.read(SHOP), add(1)));
    table.put(web("4", backend(1, 2, 3)));
    epoch("8", NEXT_TERM);

    assertThat(table.writer().write(group, fence))
        .hasOnlyElementsOfType(WriteOutcome.Fenced.class)
        .hasSize(2);
    assertThat(table.read(SHOP)).isEqualTo(new StoredBackend.Missing(SHOP));
  }

  @Test
  void missingEpochItem_refusesTheWrite() {
    lease.delete("traefik/epoch");

    assertThat(table.writer().write(List.of(patch(table.read(WEB), add(1))), fence))
        .containsExactly(new WriteOutcome.Fenced("the lease's item traefik/epoch is gone"));
    assertThat(table.read(WEB)).isEqualTo(new StoredBackend.Missing(WEB));
  }

  @Test
  void missingLeaseTable_isAFailureAndNoFallOfTheFence() {
    Optional<Fence> elsewhere = Optional.of(new Fence("no-such-table", "traefik/epoch", TERM));

    assertThat(table.writer().write(List.of(patch(table.read(WEB), add(1))), elsewhere))
        .hasOnlyElementsOfType(WriteOutcome.Failed.class);
    assertThat(table.read(WEB)).isEqualTo(new StoredBackend.Missing(WEB));
  }

  @Test
  void heartbeats_doNotConflictWithWrites() throws InterruptedException {
    Thread heart =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    lease.put(
                        Map.of("id", s("traefik/heartbeat"), "nonce", s(Integer.toString(i))));
                  }
                });
    List<WriteOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      outcomes.addAll(table.writer().write(List.of(patch(table.read(WEB), add(i))), fence));
    }
    heart.join();

    assertThat(outcomes).hasOnlyElementsOfType(WriteOutcome.Applied.class).hasSize(20);
    assertThat(lease.raw("traefik/heartbeat")).containsEntry("nonce", s("199"));
  }

  @Test
  void largestGroup_landsInOneTransactionWithItsFence() {
    List<ServerPatch> group =
        IntStream.range(0, BackendWriter.GROUP_MAX)
            .mapToObj(number -> new StoredBackend.Missing(new BackendKey("s" + number)))
            .map(missing -> patch(missing, add(1)))
            .toList();

    assertThat(table.writer().write(group, fence))
        .hasOnlyElementsOfType(WriteOutcome.Applied.class)
        .hasSize(99);
    assertThat(table.scan().backends()).hasSize(99);
  }

  @Test
  void conflictOfOne_isItsOwn() {
    table.put(web("4", backend(1, 2)));
    List<ServerPatch> group =
        List.of(patch(table.read(SHOP), add(1)), patch(table.read(WEB), remove(1)));
    table.put(web("4", backend(1, 2, 3)));

    assertThat(table.writer().write(group, fence))
        .containsExactly(
            new WriteOutcome.NotTried("its transaction was cancelled: ConditionalCheckFailed"),
            new WriteOutcome.Conflict(
                "the item was changed after it was read: it has version 4 and 3 servers"));
  }

  @Test
  void lostAnswer_triedAgainByACaller_isApplied() {
    table.put(web("4", backend(1, 2)));
    List<ServerPatch> group = List.of(patch(table.read(WEB), remove(1)));
    try (DynamoDbClient lossy = table.lossy(LostAnswers.byConnection(), 1)) {
      DynamoDbWriter writer = table.writer(lossy);

      assertThat(writer.write(group, fence)).hasOnlyElementsOfType(WriteOutcome.Failed.class);
      assertThat(writer.write(group, fence)).hasOnlyElementsOfType(WriteOutcome.Applied.class);
    }
    assertThat(table.raw("web__backend")).isEqualTo(web("5", backend(2)));
  }

  @Test
  void lostAnswer_triedAgainByTheSdkItself_isApplied() {
    List<ServerPatch> group =
        List.of(patch(table.read(WEB), add(1)), patch(table.read(SHOP), add(2)));
    try (DynamoDbClient lossy = table.lossy(LostAnswers.byServerError(), 3)) {
      assertThat(table.writer(lossy).write(group, fence))
          .hasOnlyElementsOfType(WriteOutcome.Applied.class)
          .hasSize(2);
    }
    assertThat(table.raw("web__backend")).isEqualTo(web("1", backend(1)));
  }
}
