package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.map;
import static io.github.ecstasktracker.target.dynamodb.Items.n;
import static io.github.ecstasktracker.target.dynamodb.Items.s;
import static io.github.ecstasktracker.target.dynamodb.Items.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.testing.DynamoDbJson;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Over a thousand random patches, nothing changes but {@code backend.servers} and {@code version},
 * and within the servers nothing but the url and the weight of the entries that the patch names.
 */
@ExtendWith(DynamoDbLocalExtension.class)
class ForeignBytesIT {
  private static final int ITEMS = 10;
  private static final int PATCHES = 250;
  private static final int LARGE_EVERY = 10;

  private final DynamoDbLocal dynamo;

  ForeignBytesIT(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everythingThatIsNotOurs_staysAsItIs(long seed) {
    Random random = new Random(seed);
    RandomItems items = new RandomItems(random);
    int[] forms = new int[2];
    try (ManagedTable table = new ManagedTable(dynamo)) {
      Map<String, Map<String, AttributeValue>> frontends = new HashMap<>();
      for (int number = 0; number < ITEMS; number++) {
        table.put(
            number == 0 ? DynamoDbJson.fixture("backend-full.typed.json") : items.backend(number));
        table.put(items.frontend(number));
        String frontend = "s" + number + "__frontend";
        frontends.put(frontend, table.raw(frontend));
      }
      for (int round = 0; round < PATCHES; round++) {
        int number = random.nextInt(ITEMS);
        BackendKey key = new BackendKey(number == 0 ? "shop" : "s" + number);
        ServerPatch patch = randomPatch(random, table.read(key), round % LARGE_EVERY == 0);
        forms[PatchExpression.of(patch).values().containsKey(":m") ? 1 : 0]++;
        Map<String, AttributeValue> before = table.raw(key.itemId());

        List<WriteOutcome> outcomes = table.writer().write(List.of(patch), Optional.empty());

        String where = "seed %d, round %d".formatted(seed, round);
        Map<String, AttributeValue> after = table.raw(key.itemId());
        assertThat(outcomes)
            .as(where)
            .containsExactly(new WriteOutcome.Applied((StoredBackend.Present) table.read(key)));
        assertThat(foreign(after)).as(where).isEqualTo(foreign(before));
        assertThat(after.get("version")).as(where).isEqualTo(next(before.get("version")));
        assertThat(servers(after)).as(where).isEqualTo(expected(servers(before), patch));
      }
      frontends.forEach(
          (id, item) -> assertThat(table.raw(id)).as("seed %d, %s", seed, id).isEqualTo(item));
    }
    assertThat(forms[0]).as("patches entry by entry").isGreaterThan(100);
    assertThat(forms[1]).as("patches as the whole map").isGreaterThan(10);
  }

  private static ServerPatch randomPatch(Random random, StoredBackend base, boolean large) {
    StoredBackend.Present item = (StoredBackend.Present) base;
    List<StoredServer> there = new ArrayList<>(item.servers().values());
    Map<String, ServerChange> changes = new TreeMap<>();
    for (StoredServer current : there) {
      // The large items shrink again at the patches that follow.
      if (random.nextInt(there.size() + 1) < (there.size() > 100 ? there.size() / 2 : 2)) {
        changes.put(current.key(), changeOf(random, current));
      }
    }
    int added = large ? 320 : 1 + random.nextInt(4);
    for (int i = 0; i < added; i++) {
      StoredServer fresh = server(random.nextInt(20_000));
      if (!item.servers().containsKey(fresh.key())) {
        changes.put(fresh.key(), new ServerChange.Add(fresh, new ChangeCause.InRotation("3f00")));
      }
    }
    if (changes.isEmpty()) {
      changes.put("a", new ServerChange.Add(server(20_001), new ChangeCause.InRotation("3f00")));
    }
    return new ServerPatch(base, List.copyOf(changes.values()));
  }

  private static ServerChange changeOf(Random random, StoredServer current) {
    if (random.nextInt(3) > 0) {
      return new ServerChange.Remove(
          current, new ChangeCause.TaskStopped("3f00", "task is STOPPED"));
    }
    StoredServer target =
        new StoredServer(
            current.key(),
            "http://10.9.9.9:" + (1 + random.nextInt(65_535)),
            OptionalInt.of(random.nextInt(50)),
            true);
    return new ServerChange.Change(current, target, new ChangeCause.Differs("3f00"));
  }

  /** Written out anew here, so that it shares no code with what it checks. */
  private static Map<String, AttributeValue> expected(
      Map<String, AttributeValue> before, ServerPatch patch) {
    Map<String, AttributeValue> servers = new HashMap<>(before);
    for (ServerChange change : patch.changes()) {
      switch (change) {
        case ServerChange.Remove remove -> servers.remove(remove.key());
        case ServerChange.Add add -> servers.put(add.key(), entry(Map.of(), add.server()));
        case ServerChange.Change edit -> {
          AttributeValue old = before.get(edit.key());
          servers.put(edit.key(), entry(old != null && old.hasM() ? old.m() : Map.of(), edit.to()));
        }
      }
    }
    return servers;
  }

  private static AttributeValue entry(Map<String, AttributeValue> old, StoredServer server) {
    Map<String, AttributeValue> entry = new HashMap<>(old);
    entry.put("url", s(server.url()));
    entry.put("weight", n(String.valueOf(server.weight().getAsInt())));
    return map(entry);
  }

  private static Map<String, AttributeValue> foreign(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> rest = new HashMap<>(item);
    rest.remove("version");
    AttributeValue backend = rest.remove("backend");
    if (backend.hasM()) {
      backend.m().forEach((name, value) -> rest.put("backend." + name, value));
    }
    rest.remove("backend.servers");
    return rest;
  }

  private static Map<String, AttributeValue> servers(Map<String, AttributeValue> item) {
    AttributeValue backend = item.get("backend");
    AttributeValue servers = backend.hasM() ? backend.m().get("servers") : null;
    return servers != null && servers.hasM() ? servers.m() : Map.of();
  }

  private static AttributeValue next(AttributeValue version) {
    return n(version == null ? "1" : String.valueOf(Long.parseLong(version.n()) + 1));
  }
}
