package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.target.dynamodb.DynamoDbReader;
import io.github.ecstasktracker.target.dynamodb.DynamoDbWriter;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Grouped writes against DynamoDB's own answers. */
@ExtendWith(DynamoDbLocalExtension.class)
class GroupCommitIT {
  /** More than an item of 400 KB holds. */
  private static final int TOO_MANY_SERVERS = 8_000;

  private final DynamoDbLocal dynamo;
  private final FakeLease lease = new FakeLease();
  private final List<Integer> transactions = new ArrayList<>();
  private final Deque<Runnable> jobs = new ArrayDeque<>();
  private DynamoDbClient client;
  private String table;
  private String leaseTable;
  private GroupCommit commits;

  GroupCommitIT(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
  }

  @BeforeEach
  void open() {
    client = dynamo.client();
    table = dynamo.newTable(client);
    leaseTable = dynamo.newTable(client);
    DynamoDbWriter writer = new DynamoDbWriter(client, table, CallGate.open(), UUID::randomUUID);
    BackendWriter counted =
        (group, fence) -> {
          transactions.add(group.size());
          return writer.write(group, fence.map(f -> new Fence(leaseTable, f.item(), f.token())));
        };
    commits =
        new GroupCommit(
            counted, lease, _ -> true, new ControllerMetrics(new SimpleMeterRegistry()), jobs::add);
    epoch(lease.acquire(0));
  }

  @AfterEach
  void close() {
    client.deleteTable(request -> request.tableName(table));
    client.deleteTable(request -> request.tableName(leaseTable));
    client.close();
  }

  private void epoch(Fence fence) {
    client.putItem(
        request ->
            request
                .tableName(leaseTable)
                .item(
                    Map.of(
                        "id", AttributeValue.fromS(fence.item()),
                        "token", AttributeValue.fromS(fence.token().toString()))));
  }

  private StoredBackend read(BackendKey key) {
    return ((Result.Ok<StoredBackend>)
            new DynamoDbReader(client, table, CallGate.open()).read(key, Urgency.LIVE))
        .value();
  }

  private static ServerPatch creation(String name, int servers) {
    List<ServerChange> changes =
        IntStream.range(0, servers)
            .<ServerChange>mapToObj(
                i ->
                    new ServerChange.Add(
                        StoredServer.of(new Address("10.100.27.100", 10_000 + i), "http", 0),
                        new ChangeCause.InRotation("3f00")))
            .toList();
    return new ServerPatch(new StoredBackend.Missing(new BackendKey(name)), changes);
  }

  private static List<ServerPatch> creations(int count) {
    return IntStream.range(0, count).mapToObj(i -> creation("s" + i, 1)).toList();
  }

  /** All of them wait when the first transaction is made up. */
  private List<WriteOutcome> write(List<ServerPatch> patches) {
    List<CompletableFuture<WriteResult>> writes =
        patches.stream().map(patch -> commits.write(patch, 0, true)).toList();
    while (!jobs.isEmpty()) {
      jobs.remove().run();
    }
    return writes.stream()
        .map(write -> ((WriteResult.Tried) write.getNow(null)).outcome())
        .toList();
  }

  private static long applied(List<WriteOutcome> outcomes) {
    return outcomes.stream().filter(WriteOutcome.Applied.class::isInstance).count();
  }

  @Test
  void fullGroup_landsInOneTransaction() {
    assertThat(applied(write(creations(BackendWriter.GROUP_MAX)))).isEqualTo(99);
    assertThat(transactions).containsExactly(99);
  }

  @Test
  void oneConflictOfFifty_isTakenOutByItself() {
    write(List.of(creation("s7", 3)));
    transactions.clear();

    List<WriteOutcome> outcomes = write(creations(50));

    assertThat(outcomes.get(7)).isInstanceOf(WriteOutcome.Conflict.class);
    assertThat(applied(outcomes)).isEqualTo(49);
    assertThat(transactions).containsExactly(50, 49);
    assertThat(((StoredBackend.Present) read(new BackendKey("s7"))).servers()).hasSize(3);
  }

  @Test
  void itemThatIsTooLarge_failsAloneAndTheOthersLand() {
    List<ServerPatch> patches = new ArrayList<>(creations(30));
    patches.set(11, creation("s11", TOO_MANY_SERVERS));

    List<WriteOutcome> outcomes = write(patches);

    assertThat(outcomes.get(11))
        .isInstanceOfAny(WriteOutcome.Rejected.class, WriteOutcome.Failed.class);
    assertThat(applied(outcomes)).isEqualTo(29);
    assertThat(read(new BackendKey("s11"))).isInstanceOf(StoredBackend.Missing.class);
  }

  @Test
  void newerTerm_refusesThemAll() {
    epoch(lease.another());

    List<WriteOutcome> outcomes = write(creations(50));

    assertThat(outcomes).hasOnlyElementsOfType(WriteOutcome.Fenced.class);
    assertThat(lease.refusals()).isEqualTo(1);
    assertThat(read(new BackendKey("s0"))).isInstanceOf(StoredBackend.Missing.class);
  }
}
