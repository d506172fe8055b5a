package io.github.ecstasktracker.lease.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.DefinitionStore.Kept;
import io.github.ecstasktracker.ecs.DefinitionStore.Loaded;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbDefinitionsIT {
  private static final String ARN = "arn:aws:ecs:us-west-2:111122223333:task-definition/web:";

  private static final Instant LATER =
      Instant.ofEpochSecond(Instant.now().plus(Duration.ofDays(30)).getEpochSecond());

  private final DynamoDbLocal dynamo;
  private DynamoDbClient client;
  private String table;
  private DynamoDbDefinitions definitions;

  DynamoDbDefinitionsIT(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
  }

  @BeforeEach
  void open() throws InterruptedException {
    client = dynamo.client();
    table = "lease-" + UUID.randomUUID();
    new LeaseTable(client, table).create(MonotonicClock.SYSTEM, Pause.SLEEP);
    definitions = new DynamoDbDefinitions(client, table);
  }

  @AfterEach
  void close() {
    client.deleteTable(request -> request.tableName(table));
    client.close();
  }

  @Test
  void manyPages_areReadAsTheyWereWritten() {
    Map<String, Kept> many = new HashMap<>();
    for (int i = 0; i < 260; i++) {
      many.put(ARN + i, new Kept("text " + i, LATER.plusSeconds(i)));
    }

    assertThat(definitions.save(many)).isEqualTo(new Result.Ok<>(260));
    assertThat(definitions.load(many.keySet())).isEqualTo(loaded(many));
    assertThat(definitions.load(Set.of(ARN + 7, ARN + 1_000)))
        .isEqualTo(loaded(Map.of(ARN + 7, many.get(ARN + 7))));
  }

  @Test
  void item_isNamedByItsArn_andBearsTheTablesExpiry() {
    definitions.save(Map.of(ARN + 7, new Kept("text", LATER)));

    assertThat(client.scan(request -> request.tableName(table)).items())
        .containsExactly(
            Map.of(
                "id",
                AttributeValue.fromS("definition/" + ARN + 7),
                "definition",
                AttributeValue.fromS("text"),
                "expires",
                AttributeValue.fromN(String.valueOf(LATER.getEpochSecond()))));
  }

  @Test
  void save_replacesWhatIsThere() {
    definitions.save(Map.of(ARN + 7, new Kept("old", LATER.minusSeconds(9))));
    definitions.save(Map.of(ARN + 7, new Kept("new", LATER)));

    assertThat(definitions.load(Set.of(ARN + 7)))
        .isEqualTo(loaded(Map.of(ARN + 7, new Kept("new", LATER))));
  }

  @Test
  void itemOfAnotherForm_isThere_andSaysNothing() {
    put(Map.of("other", AttributeValue.fromS("thing")));
    assertThat(definitions.load(Set.of(ARN + 7)))
        .isEqualTo(loaded(Map.of(ARN + 7, new Kept("", Instant.MAX))));

    put(
        Map.of(
            "definition", AttributeValue.fromS("text"), "expires", AttributeValue.fromS("never")));
    assertThat(definitions.load(Set.of(ARN + 7)))
        .isEqualTo(loaded(Map.of(ARN + 7, new Kept("", Instant.MAX))));
  }

  @Test
  void noTable_holdsNothing() {
    DynamoDbDefinitions nowhere = new DynamoDbDefinitions(client, "no-such-lease");

    assertThat(nowhere.load(Set.of(ARN + 7))).isEqualTo(loaded(Map.of()));
    assertThat(nowhere.save(Map.of(ARN + 7, new Kept("text", LATER))))
        .isEqualTo(new Result.Ok<>(0));
  }

  private static Loaded loaded(Map<String, Kept> kept) {
    return new Loaded(kept, Optional.empty());
  }

  private void put(Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> item = new HashMap<>(attributes);
    item.put("id", AttributeValue.fromS("definition/" + ARN + 7));
    client.putItem(request -> request.tableName(table).item(item));
  }
}
