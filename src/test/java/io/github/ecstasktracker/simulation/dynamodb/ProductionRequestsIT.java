package io.github.ecstasktracker.simulation.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.lease.AcquireRequest;
import io.github.ecstasktracker.lease.Candidate;
import io.github.ecstasktracker.lease.LeaseAnswer;
import io.github.ecstasktracker.lease.LeaseHandle;
import io.github.ecstasktracker.lease.LeaseRead;
import io.github.ecstasktracker.lease.LeaseSnapshot;
import io.github.ecstasktracker.lease.LeaseStore;
import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.lease.Renewal;
import io.github.ecstasktracker.lease.dynamodb.DynamoDbLeaseStore;
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
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.VirtualClock;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.target.dynamodb.DynamoDbReader;
import io.github.ecstasktracker.target.dynamodb.DynamoDbWriter;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The controller's own reader, writer and lease on both DynamoDBs at once: backends of every form,
 * patched alone and in groups, under fences that stand, that have fallen and under none, while an
 * editor changes the items and what was read goes stale.
 */
@ExtendWith(DynamoDbLocalExtension.class)
class ProductionRequestsIT {
  private static final int ROUNDS = 300;
  private static final List<BackendKey> KEYS =
      List.of(new BackendKey("a"), new BackendKey("b"), new BackendKey("c"), new BackendKey("d"));

  private final Dice dice = Dice.of(7);
  private final Map<BackendKey, StoredBackend> read = new TreeMap<>();
  private final List<AcquireRequest> requests = new ArrayList<>();
  private final Set<String> outcomes = new TreeSet<>();
  private LeaseSnapshot seen = new LeaseSnapshot(Optional.empty(), Optional.empty());

  @Test
  void readsPatchesAndLeases_haveTheSameOutcome(DynamoDbLocal local) {
    try (DynamoDbClient real = local.client()) {
      List<String> tables = List.of(local.newTable(real), local.newTable(real));
      InMemoryDynamoDb db = new InMemoryDynamoDb(new VirtualClock(), Settings.LOCAL);
      tables.forEach(db::createTable);
      MirroredDynamoDb both = new MirroredDynamoDb(real, db.client("test", TableHook.NONE), tables);
      String table = tables.getFirst();
      DynamoDbReader reader = new DynamoDbReader(both, table, CallGate.open());
      DynamoDbWriter writer = new DynamoDbWriter(both, table, CallGate.open(), dice::uuid);
      LeaseStore lease = new DynamoDbLeaseStore(both, tables.getLast(), table, LeaseTiming.DEFAULT);

      for (int round = 0; round < ROUNDS; round++) {
        switch (dice.below(12)) {
          case 0 -> edit(both, table);
          case 1, 2, 3, 4 -> {
            BackendKey key = dice.pick(KEYS);
            read.put(key, ok(reader.read(key, Urgency.LIVE)));
          }
          case 5 -> assertThat(ok(reader.scan(Urgency.BACKGROUND))).isNotNull();
          case 6, 7, 8 -> contend(lease);
          default -> write(writer, lease);
        }
      }

      both.compareTables("the end");
      assertThat(outcomes)
          .contains("Applied", "Conflict", "NotTried", "Fenced")
          .contains("acquire Done", "acquire Refused", "renew Done", "renew Refused")
          .contains("release Done", "release Refused");
    }
  }

  /** One call to the lease, by one of its holders of late or by a new candidate. */
  private void contend(LeaseStore lease) {
    LeaseHandle handle =
        requests.isEmpty() ? new LeaseHandle(dice.uuid(), dice.uuid()) : latest().handle();
    switch (dice.below(6)) {
      case 0, 1 -> {
        LeaseRead answer = lease.read();
        assertThat(answer).isInstanceOf(LeaseRead.Seen.class);
        seen = ((LeaseRead.Seen) answer).snapshot();
      }
      case 2, 3 -> {
        AcquireRequest request =
            new AcquireRequest(
                new Candidate("somebody", dice.uuid(), "prod"),
                dice.uuid(),
                dice.uuid(),
                seen.highestEpoch() + 1,
                Duration.ofSeconds(15));
        LeaseAnswer answer = lease.acquire(seen, request);
        note("acquire", answer);
        if (answer instanceof LeaseAnswer.Done) {
          requests.add(request);
        }
      }
      case 4 -> note("renew", lease.renew(handle, new Renewal(dice.below(20), dice.uuid())));
      default -> note("release", lease.release(handle));
    }
  }

  private void note(String call, LeaseAnswer answer) {
    outcomes.add(call + " " + answer.getClass().getSimpleName());
  }

  private AcquireRequest latest() {
    return requests.get(requests.size() - 1 - dice.below(Math.min(2, requests.size())));
  }

  private Optional<Fence> fence(LeaseStore lease) {
    return requests.isEmpty() || dice.chance(0.2)
        ? Optional.empty()
        : Optional.of(lease.fence(latest().token()));
  }

  private static <T> T ok(Result<T> result) {
    assertThat(result).isInstanceOf(Result.Ok.class);
    return ((Result.Ok<T>) result).value();
  }

  private void write(DynamoDbWriter writer, LeaseStore lease) {
    List<ServerPatch> patches = new ArrayList<>();
    for (StoredBackend base : read.values()) {
      if (!(base instanceof StoredBackend.Malformed) && dice.chance(0.6)) {
        patches.add(new ServerPatch(base, changes(base)));
      }
    }
    if (!patches.isEmpty()) {
      for (WriteOutcome outcome : writer.write(patches, fence(lease))) {
        outcomes.add(outcome.getClass().getSimpleName());
        if (outcome instanceof WriteOutcome.Applied(StoredBackend.Present now)) {
          read.put(now.key(), now);
        }
      }
    }
  }

  private List<ServerChange> changes(StoredBackend base) {
    List<ServerChange> changes = new ArrayList<>();
    if (base instanceof StoredBackend.Present present) {
      for (StoredServer server : present.servers().values()) {
        if (dice.chance(0.3)) {
          changes.add(
              new ServerChange.Remove(
                  server, new ChangeCause.TaskStopped("3f00", "task is STOPPED")));
        }
      }
    }
    StoredServer fresh = server();
    boolean known =
        base instanceof StoredBackend.Present present && present.servers().containsKey(fresh.key());
    if (changes.isEmpty() || !known) {
      changes.removeIf(change -> change.key().equals(fresh.key()));
      changes.add(new ServerChange.Add(fresh, new ChangeCause.InRotation("3f00")));
    }
    return changes;
  }

  private StoredServer server() {
    return StoredServer.of(new Address("10.0.0." + dice.below(9), 32_768), "http", dice.below(2));
  }

  private void edit(DynamoDbClient client, String table) {
    BackendKey key = dice.pick(KEYS);
    if (dice.chance(0.2)) {
      client.deleteItem(
          delete -> delete.tableName(table).key(Map.of("id", AttributeValue.fromS(key.itemId()))));
    } else {
      client.putItem(put -> put.tableName(table).item(item(key)));
    }
  }

  private Map<String, AttributeValue> item(BackendKey key) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("id", AttributeValue.fromS(key.itemId()));
    item.put("name", AttributeValue.fromS(key.name()));
    item.put("other", AttributeValue.fromSs(List.of("kept", "as it is")));
    if (dice.chance(0.7)) {
      item.put("version", AttributeValue.fromN(dice.pick(List.of("0", "7", "7.0"))));
    }
    Map<String, AttributeValue> backend = new HashMap<>();
    backend.put("circuitBreaker", AttributeValue.fromM(Map.of("x", AttributeValue.fromN("1.50"))));
    switch (dice.below(6)) {
      case 0 -> {}
      case 1 -> backend.put("servers", AttributeValue.fromNul(true));
      default -> backend.put("servers", AttributeValue.fromM(servers()));
    }
    item.put(
        "backend", dice.chance(0.1) ? AttributeValue.fromNul(true) : AttributeValue.fromM(backend));
    return item;
  }

  private Map<String, AttributeValue> servers() {
    Map<String, AttributeValue> servers = new HashMap<>();
    for (int i = 0; i < dice.below(4); i++) {
      StoredServer server = server();
      servers.put(
          server.key(),
          AttributeValue.fromM(
              Map.of(
                  "url",
                  AttributeValue.fromS("http://" + server.key()),
                  "weight",
                  AttributeValue.fromN("0.0"))));
    }
    return servers;
  }
}
