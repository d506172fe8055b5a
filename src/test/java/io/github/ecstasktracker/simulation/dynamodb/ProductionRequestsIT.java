package io.github.ecstasktracker.simulation.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.VirtualClock;
import io.github.ecstasktracker.store.WriteOutcome;
import io.github.ecstasktracker.store.dynamodb.DynamoDbReader;
import io.github.ecstasktracker.store.dynamodb.DynamoDbWriter;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
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
 * The controller's own reader and writer on both DynamoDBs at once: backends of every form, patched
 * alone and in groups, while an editor changes them and what was read goes stale.
 */
@ExtendWith(DynamoDbLocalExtension.class)
class ProductionRequestsIT {
  private static final int ROUNDS = 400;
  private static final List<BackendKey> KEYS =
      List.of(new BackendKey("a"), new BackendKey("b"), new BackendKey("c"), new BackendKey("d"));

  private final Dice dice = Dice.of(7);
  private final Map<BackendKey, StoredBackend> read = new TreeMap<>();
  private final Set<String> outcomes = new TreeSet<>();

  @Test
  void readsAndPatches_haveTheSameOutcome(DynamoDbLocal local) {
    try (DynamoDbClient real = local.client()) {
      String table = local.newTable(real);
      InMemoryDynamoDb db = new InMemoryDynamoDb(new VirtualClock(), Settings.LOCAL);
      db.createTable(table);
      MirroredDynamoDb both =
          new MirroredDynamoDb(real, db.client("test", TableHook.NONE), List.of(table));
      DynamoDbReader reader = new DynamoDbReader(both, table, CallGate.open());
      DynamoDbWriter writer = new DynamoDbWriter(both, table, CallGate.open(), dice::uuid);

      for (int round = 0; round < ROUNDS; round++) {
        switch (dice.below(8)) {
          case 0 -> edit(both, table);
          case 1, 2, 3 -> {
            BackendKey key = dice.pick(KEYS);
            read.put(key, ok(reader.read(key, Urgency.LIVE)));
          }
          case 4 -> assertThat(ok(reader.scan(Urgency.BACKGROUND))).isNotNull();
          default -> write(writer);
        }
      }

      both.compareTables("the end");
      assertThat(outcomes).contains("Applied", "Conflict", "NotTried");
    }
  }

  private static <T> T ok(Result<T> result) {
    assertThat(result).isInstanceOf(Result.Ok.class);
    return ((Result.Ok<T>) result).value();
  }

  private void write(DynamoDbWriter writer) {
    List<ServerPatch> patches = new ArrayList<>();
    for (StoredBackend base : read.values()) {
      if (!(base instanceof StoredBackend.Malformed) && dice.chance(0.6)) {
        patches.add(new ServerPatch(base, changes(base)));
      }
    }
    if (!patches.isEmpty()) {
      for (WriteOutcome outcome : writer.write(patches, Optional.empty())) {
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
          changes.add(new ServerChange.Remove(server, "it stopped"));
        }
      }
    }
    StoredServer fresh = server();
    boolean known =
        base instanceof StoredBackend.Present present && present.servers().containsKey(fresh.key());
    if (changes.isEmpty() || !known) {
      changes.removeIf(change -> change.key().equals(fresh.key()));
      changes.add(new ServerChange.Add(fresh, "it runs"));
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
